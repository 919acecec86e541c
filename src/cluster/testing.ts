import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiResource } from '#contract/cluster.ts';
import { defaultLimits, type Limits, type Scope } from '#contract/scope.ts';
import type { LiveCluster } from './live-cluster.ts';
import { openCluster } from './open.ts';
import type { Timing } from './timing.ts';

/** Everything happens at once. */
export const quick: Partial<Timing> = {
  connectMs: 2000,
  answerMs: 2000,
  stallMs: 2000,
  documentMs: 4000,
  patienceMs: 3000,
  firstWaitMs: 4,
  longestWaitMs: 40,
  idleMs: 3000,
  reconcileMs: 600_000,
  perSecond: 10_000,
  burst: 10_000,
};

/** A scope for tests: silent, on a fixed day, with a signal that can be given. */
export function testScope(
  signal: AbortSignal = new AbortController().signal,
  limits?: Partial<Limits>,
): Scope {
  function silent(): void {}
  return {
    signal,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    progress: { begin: () => ({ advance: silent, [Symbol.dispose]: silent }) },
    clock: () => new Date('2026-11-22T12:00:00Z'),
    limits: { ...defaultLimits, ...limits },
    temporaryDirectory: tmpdir(),
  };
}

/** A directory that goes away with its `using`. */
export function testDirectory(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'caisson-cluster-'));
  return {
    path,
    [Symbol.dispose]: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** A kubeconfig with one context; `user` and `cluster` are its entries. */
export function writeConfig(
  directory: string,
  server: string,
  { user = {}, cluster = {} }: { readonly user?: object; readonly cluster?: object } = {},
): string {
  const path = join(directory, 'config');
  const config = {
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

/** A cluster without a login, at a server of plain HTTP. */
export function openAt(server: string, timing: Partial<Timing> = {}): LiveCluster {
  using directory = testDirectory();
  const kubeconfig = writeConfig(directory.path, server);
  return openCluster({ kubeconfig, timing: { ...quick, ...timing }, random: () => 0.5 }, {});
}

/** What the fake server has. */
export const configMaps: ApiResource = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  name: 'configmaps',
  namespaced: true,
  verbs: ['get', 'list', 'watch'],
  subresources: [],
  shortNames: ['cm'],
  versions: ['v1'],
};

/** Waits for something that is about to happen. */
export async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
