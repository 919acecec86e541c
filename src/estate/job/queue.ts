import type { JobQueue } from '#contract/platform.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { newUlid } from '#kit/ulid.ts';
import { insertJob } from './rows.ts';
import type { Announcer } from './wish.ts';
import { JobWorker } from './worker.ts';

/** How a queue behaves; tests hasten it. */
export interface QueueOptions {
  readonly announcer?: Announcer;
  /** How often a worker looks when nobody wakes it. */
  readonly pollMs?: number;
  /** Delay before the second attempt; it doubles up to an hour. */
  readonly retryMs?: number;
  /** How long work may still run when the queue is stopped. */
  readonly graceMs?: number;
}

const usualAttempts = 5;
const usualLeaseMs = 30_000;

/**
 * Work on the store: at least once, under a lease that a living worker prolongs; what fails is tried again with growing delay and
 * kept with its error when it failed for good. Workers of any number of processes share it on PostgreSQL.
 */
export function createJobQueue(
  database: SqlDatabase,
  clock: () => Date,
  options: QueueOptions = {},
): JobQueue {
  const workers = new Set<JobWorker>();
  const running = new Set<string>();
  function wakeHere(): void {
    for (const worker of workers) worker.wake();
  }
  options.announcer?.listen(wakeHere);
  return {
    add(tx, job) {
      const now = clock().getTime();
      return insertJob(tx, newUlid(now), job, now);
    },
    work(kinds, handler, { parallel = 1, attempts = usualAttempts, leaseMs = usualLeaseMs } = {}) {
      const worker = new JobWorker(
        { database, clock, running, ...options },
        { kinds, handler, parallel, attempts, leaseMs },
      );
      workers.add(worker);
      return {
        async [Symbol.asyncDispose]() {
          workers.delete(worker);
          await worker[Symbol.asyncDispose]();
        },
      };
    },
    wake() {
      wakeHere();
      options.announcer?.tell();
    },
  };
}
