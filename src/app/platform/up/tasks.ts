import type { Platform } from '#contract/platform.ts';
import { sweepExceptions } from '#estate/exception/sweep.ts';
import { forgetFixed } from '#estate/finding/forget.ts';
import { sweepDue } from '#estate/finding/sweep.ts';
import { forgetUnused } from '#estate/finding/unused.ts';
import { snapshotDay } from '#estate/insight/trend.ts';
import { sweepReports } from '#estate/report/store.ts';
import { forgetIncidents } from '#estate/runtime/old-incidents.ts';
import type { SettingKey } from '../config/definitions.ts';
import { configInForce } from '../config/in-force.ts';
import type { Config } from '../config/read-config.ts';
import type { ScheduledTask } from '../continuous/options.ts';
import type { OpenPlatform } from '../open-platform.ts';

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
      name: 'incidents that were closed long ago',
      cron: '31 4 * * *',
      run: async () => {
        const before = now() - (await kept('retention.incident-days', config, platform));
        await database.transaction((tx) => forgetIncidents(tx, before));
      },
    },
    {
      name: 'findings that were fixed long ago',
      cron: '37 4 * * *',
      run: async () => {
        await forgetFixed(database, now() - (await kept('retention.fixed-days', config, platform)));
        await forgetUnused(database);
      },
    },
  ];
}

/** How long something is kept as people want it now, in milliseconds. */
export async function kept(
  key: SettingKey,
  config: Config,
  { database }: Pick<Platform, 'database'>,
): Promise<number> {
  return (await configInForce(config, database)).count(key) * dayMs;
}
