import type { AuditLog, Caller, Platform } from '#contract/platform.ts';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { createChangeLog } from '#estate/change/change-log.ts';
import { createJobQueue } from '#estate/job/queue.ts';
import { migrate } from '#sql/migrate.ts';
import { platformMigrations } from '../migrations.ts';

const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function nothing(): void {}

/** A scope whose clock says what `at.time` says. */
export function testScope(at: { time: number }, signal = new AbortController().signal): Scope {
  return {
    signal,
    log: silent,
    progress: { begin: () => ({ advance: nothing, [Symbol.dispose]: nothing }) },
    clock: () => new Date(at.time),
    limits: defaultLimits,
    temporaryDirectory: '/tmp',
  };
}

/** What parts of the platform are given, on a database of either engine. The log of who did what is a list. */
export async function testPlatform(
  database: SqlDatabase,
  at: { time: number } = { time: 1_800_000_000_000 },
): Promise<Platform & { readonly entries: Parameters<AuditLog['append']>[1][] }> {
  await migrate(database, platformMigrations);
  const scope = testScope(at);
  const entries: Parameters<AuditLog['append']>[1][] = [];
  return {
    database,
    changes: createChangeLog(database, scope.clock),
    jobs: createJobQueue(database, scope.clock),
    audit: {
      append: (_, entry) => {
        entries.push(entry);
        return Promise.resolve();
      },
    },
    scope,
    entries,
  };
}

/** Somebody who may do everything. */
export const anybody: Caller = { kind: 'user', id: 'u1', name: 'ada', reachOf: () => 'all' };
