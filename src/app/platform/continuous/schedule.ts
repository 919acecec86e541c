import { Cron } from 'croner';
import type { Platform } from '#contract/platform.ts';
import { type Lease, seekLease } from '#estate/job/lease.ts';
import { CaissonError } from '#kit/error.ts';
import type { ScheduledTask } from './options.ts';

/** How long tasks may take to end when the platform stops. */
const graceMs = 5000;

/**
 * Runs tasks by the clock, each by one process of the platform and never twice at a time. A task that fails is told in the log and
 * runs again at its next time. Throws `usage.invalid-argument` for a schedule that is none.
 */
export async function startSchedule(
  { database, scope }: Pick<Platform, 'database' | 'scope'>,
  tasks: readonly ScheduledTask[],
): Promise<AsyncDisposable> {
  const stop = new AbortController();
  const lease = await seekLease(database, 'schedule', scope.clock);
  const running = new Set<Promise<void>>();
  const crons = tasks.map((task) =>
    cronOf(task, () => {
      const work = runTask(task, lease, stop.signal, scope.log).finally(() => running.delete(work));
      running.add(work);
      return work;
    }),
  );
  return {
    async [Symbol.asyncDispose]() {
      for (const cron of crons) cron.stop();
      stop.abort(new Error('the schedule is being stopped'));
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, graceMs);
      await Promise.race([Promise.allSettled(running), promise]);
      clearTimeout(timer);
      await lease[Symbol.asyncDispose]();
    },
  };
}

function cronOf({ name, cron }: ScheduledTask, run: () => Promise<void>): Cron {
  try {
    return new Cron(cron, { timezone: 'UTC', protect: true, unref: true }, run);
  } catch (cause) {
    throw new CaissonError('usage.invalid-argument', `the schedule of ${name} is none`, { cause });
  }
}

async function runTask(
  task: ScheduledTask,
  lease: Lease,
  signal: AbortSignal,
  log: Platform['scope']['log'],
): Promise<void> {
  if (!lease.isHeld || signal.aborted) return;
  try {
    await task.run(signal);
  } catch (error) {
    if (signal.aborted) return;
    const reason = error instanceof Error ? error.message : String(error);
    log.warn('scheduled work failed', { name: task.name, reason });
  }
}
