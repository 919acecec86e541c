import type { Platform } from '#contract/platform.ts';
import { sweepExceptions } from '#estate/exception/sweep.ts';
import { sweepDue } from '#estate/finding/sweep.ts';
import { snapshotDay } from '#estate/insight/trend.ts';
import { sweepReports } from '#estate/report/store.ts';
import type { Config } from '../config/read-config.ts';
import type { OpenPlatform } from '../open-platform.ts';
import type { ScheduledTask } from '../work/options.ts';

const dayMs = 86_400_000;
const reportDays = 365;

/** What the platform does by the clock beside scanning. Each can be done again without effect. */
export function platformTasks(
  platform: OpenPlatform,
  config: Config,
  schedules: () => Promise<unknown>,
): readonly ScheduledTask[] {
  const { database, changes, events, scope } = platform;
  function now(): number {
    return scope.clock().getTime();
  }
  async function quietly(work: Promise<unknown>): Promise<void> {
    await work;
  }
  return [
    { name: 'reports', cron: '* * * * *', run: () => quietly(schedules()) },
    {
      name: 'exceptions that end',
      cron: '*/5 * * * *',
      run: () => quietly(sweepExceptions(database, changes, now())),
    },
    {
      name: 'findings that are due',
      cron: '*/5 * * * *',
      run: () => quietly(sweepDue(database, changes, now())),
    },
    {
      name: 'figures of the day',
      cron: '*/30 * * * *',
      run: () => snapshotDay(database, now()),
    },
    { name: 'old events', cron: '*/5 * * * *', run: () => quietly(events.retain(now())) },
    {
      name: 'old reports',
      cron: '23 4 * * *',
      run: () => quietly(database.transaction((tx) => sweepReports(tx, now(), reportDays * dayMs))),
    },
    {
      name: 'findings that were fixed long ago',
      cron: '37 4 * * *',
      run: () => forgetFixed(platform, now() - config.count('retention.fixed-days') * dayMs),
    },
  ];
}

const atOnce = 5000;

/** Findings fixed before a time are forgotten, some at a time so that nobody waits. */
async function forgetFixed(
  { database }: Pick<Platform, 'database'>,
  before: number,
): Promise<void> {
  for (;;) {
    const forgotten = await database.transaction((tx) =>
      tx.run(
        `DELETE FROM finding WHERE id IN (SELECT id FROM finding WHERE state = 'fixed' AND fixed_at < ? LIMIT ${atOnce})`,
        [before],
      ),
    );
    if (forgotten < atOnce) return;
  }
}
