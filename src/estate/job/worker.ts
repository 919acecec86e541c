import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from '#contract/platform.ts';
import type { SqlDatabase, SqlWriter } from '#contract/sql.ts';
import {
  beat,
  claimJobs,
  completeJob,
  failJob,
  hastenJobs,
  isWorkDue,
  putBack,
  reclaimExpired,
  type TakenJob,
} from './rows.ts';

/** What a worker needs of its queue. `running` are the jobs that run in this process, whatever worker has them. */
export interface WorkerSurroundings {
  readonly database: SqlDatabase;
  readonly clock: () => Date;
  readonly running: Set<string>;
  readonly pollMs?: number;
  readonly retryMs?: number;
  readonly graceMs?: number;
}

/** Which work a worker does, and how. */
export interface WorkerTask {
  readonly kinds: readonly string[];
  readonly handler: (job: Job, signal: AbortSignal) => Promise<void>;
  readonly parallel: number;
  readonly attempts: number;
  readonly leaseMs: number;
}

const usualPollMs = 1000;
const usualRetryMs = 5000;
const usualGraceMs = 6000;
const longestDelayMs = 3_600_000;
const hastenMs = 60_000;

/** Takes work and does it until it is disposed of. A database that does not answer is asked again, less and less often. */
export class JobWorker implements AsyncDisposable {
  readonly #around: WorkerSurroundings;
  readonly #task: WorkerTask;
  readonly #stop = new AbortController();
  readonly #active = new Set<Promise<void>>();
  readonly #holder = randomUUID();
  readonly #loop: Promise<void>;
  #wakeUp: () => void = () => {};
  #isWoken = false;
  #hastenedAt = Number.NEGATIVE_INFINITY;

  constructor(around: WorkerSurroundings, task: WorkerTask) {
    this.#around = around;
    this.#task = task;
    this.#loop = this.#run();
  }

  /** There may be work. */
  wake(): void {
    this.#isWoken = true;
    this.#wakeUp();
  }

  /** Takes nothing more, tells what runs to stop, waits for it a little, and gives its leases back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('the queue is being stopped'));
    this.#wakeUp();
    await this.#loop;
    const grace = new AbortController();
    const graceMs = this.#around.graceMs ?? usualGraceMs;
    await Promise.race([
      Promise.allSettled(this.#active),
      delay(graceMs, undefined, { signal: grace.signal }).catch(() => undefined),
    ]);
    grace.abort();
    await this.#releaseRest();
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      this.#isWoken = false;
      const taken = await this.#take().catch(() => undefined);
      failures = taken === undefined ? Math.min(failures + 1, 4) : 0;
      for (const job of taken ?? []) this.#start(job);
      const isFull = this.#active.size >= this.#task.parallel;
      if (isFull || taken === undefined || taken.length === 0)
        await this.#rest((this.#around.pollMs ?? usualPollMs) * 2 ** failures);
    }
  }

  async #take(): Promise<readonly TakenJob[]> {
    const { database, clock, running } = this.#around;
    const { kinds, parallel, attempts, leaseMs } = this.#task;
    const limit = parallel - this.#active.size;
    const now = clock().getTime();
    await this.#hasten(now);
    if (limit <= 0 || !(await isWorkDue(database, kinds, now))) return [];
    const holder = this.#holder;
    return database.transaction(async (tx) => {
      await reclaimExpired(tx, now, running);
      return claimJobs(tx, database.dialect, { kinds, limit, holder, now, leaseMs, attempts });
    });
  }

  async #hasten(now: number): Promise<void> {
    if (performance.now() - this.#hastenedAt < hastenMs) return;
    await hastenJobs(this.#around.database, this.#task.kinds, now);
    this.#hastenedAt = performance.now();
  }

  #start(job: TakenJob): void {
    this.#around.running.add(job.id);
    const work = this.#do(job).finally(() => {
      this.#around.running.delete(job.id);
      this.#active.delete(work);
      this.wake();
    });
    this.#active.add(work);
  }

  async #do(job: TakenJob): Promise<void> {
    const lost = new AbortController();
    const heart = setInterval(() => this.#prolong(job, lost), this.#task.leaseMs / 3);
    heart.unref();
    const signal = AbortSignal.any([this.#stop.signal, lost.signal]);
    try {
      await this.#task.handler(job, signal);
      await this.#settle((tx, now) => completeJob(tx, job, now));
    } catch (error) {
      if (!lost.signal.aborted) await this.#settle((tx, now) => this.#fail(tx, job, error, now));
    } finally {
      clearInterval(heart);
    }
  }

  #prolong(job: TakenJob, lost: AbortController): void {
    const until = this.#around.clock().getTime() + this.#task.leaseMs;
    this.#around.database
      .transaction((tx) => beat(tx, job, until))
      .then(
        (isHeld) => {
          if (!isHeld) lost.abort(new Error('another worker has taken the work over'));
        },
        () => {}, // the database is away: the next beat tells
      );
  }

  async #fail(tx: SqlWriter, job: TakenJob, error: unknown, now: number): Promise<void> {
    const text = error instanceof Error ? error.message : String(error);
    if (this.#stop.signal.aborted)
      await putBack(tx, job, { runAfter: now, error: '', now, unattempted: true });
    else if (job.attempts >= this.#task.attempts) await failJob(tx, job, text, now);
    else await putBack(tx, job, { runAfter: now + this.#delayMs(job.attempts), error: text, now });
  }

  /** Doubles by each attempt; the part of chance keeps what failed together from coming back together. */
  #delayMs(attempts: number): number {
    const base = this.#around.retryMs ?? usualRetryMs;
    const full = Math.min(base * 2 ** (attempts - 1), longestDelayMs);
    return Math.round((full * (75 + randomInt(51))) / 100);
  }

  /** Writes the outcome; as long as the database is away the lease protects the work, afterwards somebody does it again. */
  async #settle(write: (tx: SqlWriter, now: number) => Promise<void>): Promise<void> {
    const { database, clock } = this.#around;
    for (let attempt = 0; attempt < 6; attempt += 1) {
      try {
        await database.transaction((tx) => write(tx, clock().getTime()));
        return;
      } catch {
        if (this.#stop.signal.aborted && attempt > 0) return;
        await delay(200 * 2 ** attempt, undefined, { ref: false });
      }
    }
  }

  /** What did not stop in time goes back: another may begin it again. */
  async #releaseRest(): Promise<void> {
    if (this.#active.size === 0) return;
    const { database, clock } = this.#around;
    const now = clock().getTime();
    await database
      .transaction(async (tx) => {
        const rows = await tx.all("SELECT id FROM job WHERE state = 'running' AND holder = ?", [
          this.#holder,
        ]);
        const how = { runAfter: now, error: '', now, unattempted: true };
        for (const { id } of rows) await putBack(tx, { id: String(id), holder: this.#holder }, how);
      })
      .catch(() => undefined); // its lease ends by itself
  }

  async #rest(ms: number): Promise<void> {
    if (this.#isWoken || this.#stop.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      this.#wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
