import { expect, test } from 'vitest';
import { testScope } from '#advisory/testing.ts';
import type { Log } from '#contract/scope.ts';
import { parseDigest } from '#model/digest.ts';
import { bestEffort, tolerantCache } from './best-effort.ts';
import { offlineRegistry, withoutRemoteEngines } from './offline.ts';

function collectingLog(): { readonly log: Log; readonly warnings: string[] } {
  const warnings: string[] = [];
  return {
    warnings,
    log: { debug() {}, info() {}, error() {}, warn: (text) => warnings.push(text) },
  };
}

function fail(): never {
  throw new Error('EROFS');
}

test('a failure is said once and stops nothing', () => {
  const { log, warnings } = collectingLog();
  const attempt = bestEffort(log, 'nothing is kept');

  attempt(fail);
  attempt(fail);

  expect(warnings).toEqual(['nothing is kept']);
});

test('a cache that cannot be written still reads', () => {
  const { log, warnings } = collectingLog();
  const cache = tolerantCache({ read: () => 'kept', write: fail, trim: fail }, log);

  const digest = parseDigest(`sha256:${'0'.repeat(64)}`);
  cache.write('layers', digest, {});
  cache.trim();

  expect(cache.read('layers', digest)).toBe('kept');
  expect(warnings.length).toBe(1);
});

test('offline, a registry is refused with what to do', async () => {
  const opened = offlineRegistry.open({ scheme: 'registry:', locator: 'shop:1' }, testScope());

  await expect(opened).rejects.toMatchObject({ code: 'access.unreachable' });
  await expect(opened).rejects.toThrow('--offline forbids');
});

test('offline, engines on other machines are forgotten and local ones are not', () => {
  const environment = {
    PATH: '/bin',
    DOCKER_HOST: 'tcp://10.0.0.1:2375',
    CONTAINER_HOST: 'unix:///run/podman.sock',
  };

  expect(withoutRemoteEngines(environment)).toEqual({
    PATH: '/bin',
    CONTAINER_HOST: 'unix:///run/podman.sock',
  });
  expect(withoutRemoteEngines({ DOCKER_HOST: 'ssh://user@host' })).toEqual({});
});
