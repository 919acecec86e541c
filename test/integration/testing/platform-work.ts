import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openIndex } from '#advisory/open-index.ts';
import type { WorkOptions } from '#app/platform/continuous/options.ts';
import { platformMigrations } from '#app/platform/migrations.ts';
import type { Caller, Platform } from '#contract/platform.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { createChangeLog } from '#estate/change/change-log.ts';
import { createJobQueue } from '#estate/job/queue.ts';
import { migrate } from '#sql/migrate.ts';
import { scopeIn } from '../../walk.ts';

/** A platform without faces on a database, with everything that continuous work needs. */
export async function platformOn(database: SqlDatabase, directory: string): Promise<Platform> {
  await migrate(database, platformMigrations);
  mkdirSync(directory, { recursive: true });
  const scope = scopeIn(directory);
  return {
    database,
    scope,
    changes: createChangeLog(database, scope.clock),
    jobs: createJobQueue(database, scope.clock, { pollMs: 50, retryMs: 200 }),
    audit: { append: async () => {} },
  };
}

/** Options with which nothing is looked for; databases and caches lie in `directory`, the program runs from source. */
export function workOptionsIn(directory: string, platform: Platform): WorkOptions {
  const cache = join(directory, 'cache');
  const environment = { PATH: process.env['PATH'], HOME: directory, TMPDIR: directory };
  return {
    program: {
      executable: process.execPath,
      arguments: [resolve('src/main.ts')],
      options: ['--cache-dir', cache],
      environment: { ...environment, CAISSON_CONFIG_DIR: join(directory, 'config') },
    },
    node: 'node-1',
    cluster: '',
    homeDirectory: directory,
    discover: false,
    hostScan: false,
    kubeconfigs: [],
    scan: { parallel: 1, memoryBytes: 2 ** 31, timeMs: 120_000 },
    updateEveryMs: 0,
    registry: {
      insecureHosts: [],
      caFiles: [],
      mirrors: new Map(),
      environment,
      userAgent: 'caisson-test',
      random: Math.random,
    },
    openIndex: () => openIndex({ cache: join(cache, 'db') }, platform.scope),
    advisoriesEveryMs: 200,
  };
}

/** Whoever may do everything. */
export const anybody: Caller = {
  kind: 'system',
  id: 'test',
  name: 'test',
  reachOf: () => 'all',
};

/** Waits until something is so; fails after a minute. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  limitMs = 60_000,
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`it did not come to pass: ${what}`);
    await delay(50);
  }
}
