import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import type { PodReference } from '#model/workload.ts';
import { ContainerTable } from './container-table.ts';

const id = 'c'.repeat(64);
const start = 1_000_000;

test('what is told in parts is joined, and told on', () => {
  const { table, told } = opened();

  table.seen(id, 'docker', 'u');
  table.described(id, 'docker', { name: 'web', rootPid: 5 }, true);
  table.runs(id, 'docker', { name: 'web', image: { reference: 'nginx' }, privileged: false });
  table.runs(id, 'docker', { name: 'web', image: { reference: 'nginx' }, privileged: false });
  table.described(id, 'docker', { name: 'files know less' }, true);

  expect(table.get(id)).toEqual({
    id,
    shortId: id.slice(0, 12),
    engine: 'docker',
    name: 'web',
    rootPid: 5,
    image: { reference: 'nginx' },
    privileged: false,
  });
  expect(told).toEqual(['web partial', 'web']);
});

test('ended containers are kept for five minutes', () => {
  const { table, told, clock } = opened();
  table.runs(id, 'docker', { name: 'web' });

  table.ended(id);
  table.ended(id);
  clock.now += 4 * 60_000;
  table.forgetOld();
  const after4 = table.get(id)?.name;
  clock.now += 2 * 60_000;
  table.forgetOld();

  expect([after4, table.get(id), table.alive()]).toEqual(['web', undefined, []]);
  expect(told).toEqual(['web', 'web gone']);
});

test('one that starts again lives', () => {
  const { table, told } = opened();
  table.runs(id, 'docker', { name: 'web' });
  table.ended(id);

  table.runs(id, 'docker', { name: 'web' });

  expect(table.alive()).toHaveLength(1);
  expect(told).toEqual(['web', 'web gone', 'web']);
});

test('beyond ten thousand, those that ended go first', () => {
  const { table } = opened();
  for (let number = 0; number < 10_000; number += 1) table.runs(`c${number}`, 'docker', {});
  table.ended('c500');

  table.runs('one', 'docker', {});
  table.runs('two', 'docker', {});

  expect([table.get('c500'), table.get('c0')]).toEqual([undefined, undefined]);
  expect(table.get('c1')).toBeDefined();
  expect(table.alive()).toHaveLength(10_000);
});

test('what the cluster says of a pod is added when it comes', () => {
  const pods = new Map<string, PodReference>();
  const { table } = opened(pods);
  table.seen(id, 'containerd', 'u');
  table.runs(id, 'containerd', {
    name: 'web',
    pod: { name: 'web-1', namespace: 'prod', container: 'web' },
  });
  const before = table.get(id)?.pod;

  pods.set('u', { name: 'web-1', namespace: 'prod', owner: 'Deployment/web', labels: { a: 'b' } });
  table.refreshPods();

  expect(before).toEqual({ name: 'web-1', namespace: 'prod', container: 'web', uid: 'u' });
  expect(table.get(id)?.pod).toEqual({ ...before, owner: 'Deployment/web', labels: { a: 'b' } });
});

function opened(pods?: ReadonlyMap<string, PodReference>): {
  readonly table: ContainerTable;
  readonly told: string[];
  readonly clock: { now: number };
} {
  const clock = { now: start };
  const told: string[] = [];
  const lookup = pods && { byUid: (uid: string) => pods.get(uid), byName: () => undefined };
  const table = new ContainerTable(
    lookup,
    scopeAt(() => new Date(clock.now)),
  );
  table.onChange(({ name, partial }, gone) => {
    told.push(`${name}${partial === true ? ' partial' : ''}${gone ? ' gone' : ''}`);
  });
  return { table, told, clock };
}

function scopeAt(clock: () => Date): Scope {
  function silent(): void {}
  return {
    signal: new AbortController().signal,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    progress: { begin: () => ({ advance: silent, [Symbol.dispose]: silent }) },
    clock,
    limits: defaultLimits,
    temporaryDirectory: tmpdir(),
  };
}
