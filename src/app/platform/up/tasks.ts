import { sweepExceptions } from '#estate/exception/sweep.ts';
import { forgetFixed } from '#estate/finding/forget.ts';
import { sweepDue } from '#estate/finding/sweep.ts';
import { forgetUnused } from '#estate/finding/unused.ts';
import { snapshotDay } from '#estate/insight/trend.ts';
import { sweepJobs } from '#estate/job/list.ts';
import { sweepReports } from '#estate/report/store.ts';
import { forgetIncidents } from '#estate/runtime/old-incidents.ts';
import { kept } from '../config/in-force.ts';
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
  const { database, changes, events, believed } = platform;
  async function quietly(work: Promise<unknown>): Promise<void> {
    await work;
  }
  return [
    { name: 'reports', cron: '* * * * *', run: () => quietly(schedules()) },
    {
      name: 'exceptions that end',
      cron: '*/5 * * * *',
      run: () => quietly(sweepExceptions(database, changes, believed.due())),
    },
    {
      name: 'findings that are due',
      cron: '*/5 * * * *',
      run: () => quietly(sweepDue(database, changes, believed.due())),
    },
    {
      name: 'figures of the day',
      cron: '*/30 * * * *',
      run: () => snapshotDay(database, believed.now()),
    },
    { name: 'old events', cron: '*/5 * * * *', run: () => quietly(events.retain(believed.now())) },
    {
      name: 'work that was done',
      cron: '17 3 * * *',
      run: () => quietly(database.transaction((tx) => sweepJobs(tx, believed.now()))),
    },
    {
      name: 'old reports',
      cron: '23 4 * * *',
      run: () =>
        quietly(database.transaction((tx) => sweepReports(tx, believed.now(), reportDays * dayMs))),
    },
    {
      name: 'incidents that were closed long ago',
      cron: '31 4 * * *',
      run: async () => {
        const before = believed.now() - (await kept('retention.incident-days', config, database));
        await database.transaction((tx) => forgetIncidents(tx, before));
      },
    },
    {
      name: 'findings that were fixed long ago',
      cron: '37 4 * * *',
      run: async () => {
        const keepMs = await kept('retention.fixed-days', config, database);
        await forgetFixed(database, believed.now() - keepMs);
        await forgetUnused(database);
      },
    },
  ];
}
