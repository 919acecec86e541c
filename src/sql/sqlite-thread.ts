import { Worker } from 'node:worker_threads';
import { OrderThread } from '#kit/order-thread.ts';
import type { SqliteOrder, SqliteThreadData } from './sqlite-message.ts';

/** Beside this file when run from source, beside the chunks of the bundle otherwise. */
const program = import.meta.url.endsWith('.ts') ? './sqlite.worker.ts' : './sqlite.worker.js';

/** A connection on a thread of its own. */
export type SqliteThread = OrderThread<SqliteOrder>;

export function sqliteThread(workerData: SqliteThreadData): SqliteThread {
  return new OrderThread(
    'the database',
    () => new Worker(new URL(program, import.meta.url), { workerData, name: 'caisson-sqlite' }),
  );
}
