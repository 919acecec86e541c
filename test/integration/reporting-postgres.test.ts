import { expect, test } from 'vitest';
import { testScope } from '#advisory/testing.ts';
import { complianceOperations } from '#app/platform/operations/compliance.ts';
import { networkOperations } from '#app/platform/operations/network.ts';
import { overviewOperations } from '#app/platform/operations/overview.ts';
import { callWith, estateNow, madeEstate } from '#app/platform/testing-estate.ts';
import type { Reach } from '#contract/platform.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { snapshotDay } from '#estate/insight/trend.ts';
import { addSchedule, readDue, takeSchedule } from '#estate/report/schedule.ts';
import { addReport, listReports, readReportFile, saveReport } from '#estate/report/store.ts';
import { openPostgres } from '#sql/open-postgres.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { hasPostgres, startPostgres } from './testing/postgres.ts';

const none = { params: undefined, query: undefined, body: undefined };
const reaches: readonly Reach[] = [
  'all',
  [{ cluster: 'prod', namespace: 'shop' }],
  [{ repository: 'registry.example/pay' }],
  [],
];

/** Everything that the estate means, to each of these readers. */
async function meaning(database: SqlDatabase): Promise<unknown> {
  const platform = await madeEstate(database);
  await snapshotDay(database, estateNow);
  await snapshotDay(database, estateNow);
  const checks = [
    {
      id: 'CSN-IMG-0001',
      title: 't',
      family: 'image',
      enabled: true,
      controls: ['nist-800-190:4.1.2'],
      aliases: [],
    },
  ];
  const of = {
    ...overviewOperations(platform),
    ...networkOperations(platform),
    ...complianceOperations({ ...platform, checks }),
  };
  const answers: unknown[] = [];
  for (const reach of reaches) {
    const call = callWith(reach);
    answers.push(
      await of.readOverview(call, none),
      await of.readCoverage(call, none),
      await of.search(call, { ...none, query: { q: 'registry.example' } }),
      await of.search(call, { ...none, query: { q: 'openssl' } }),
      await of.search(call, { ...none, query: { q: 'cve-2026' } }),
      await of.listFrameworks(call, none),
      await of.readFramework(call, { ...none, params: { id: 'nist-800-190' } }),
      await of.readMap(call, { ...none, query: { hours: 24 } }),
      await of.listFlows(call, { ...none, query: { limit: 3, q: '10.' } }),
      await of.listAttackPaths(call, { ...none, query: { limit: 5 } }),
    );
  }
  return answers;
}

/** Reports and schedules as they come back, without what is made at random. */
async function stored(database: SqlDatabase): Promise<unknown> {
  const owner = { kind: 'user', id: 'ann', name: 'ann' } as const;
  const wish = { name: 'w', kind: 'findings', format: 'csv', filter: { fixable: true } } as const;
  const file = {
    fileName: 'w.csv',
    mediaType: 'text/csv',
    digest: 'sha256:x',
    body: Uint8Array.of(0, 255, 1),
  };
  const reach = [{ cluster: 'prod', namespace: 'shop' }];
  const id = await database.transaction(async (tx) => {
    const made = await addReport(tx, wish, { owner, reach, now: estateNow });
    await saveReport(tx, made, file, reach);
    await addSchedule(
      tx,
      { wish, cron: '0 6 * * *', timeZone: 'UTC', mailTo: ['a@example.org'] },
      owner,
      estateNow,
    );
    return made;
  });
  const [due] = await readDue(database, estateNow + 86_400_000);
  if (due === undefined) throw new Error('nothing is due');
  const taken: boolean[] = [];
  for (const _ of [1, 2])
    taken.push(await database.transaction((tx) => takeSchedule(tx, due, estateNow + 86_400_000)));
  const { body } = await readReportFile(database, reach, id);
  const lists = await Promise.all(reaches.map((one) => listReports(database, one, { limit: 5 })));
  return [
    due.wish,
    due.next,
    taken,
    [...body],
    lists.map(({ items }) => items.map(({ name, state }) => [name, state])),
  ];
}

test.skipIf(!hasPostgres)(
  'what the estate means, and its reports, are the same on both engines',
  async () => {
    await using server = await startPostgres();
    await using postgres = await openPostgres(await server.create(), testScope());
    await using sqlite = await openSqlite(':memory:');

    expect(await meaning(postgres)).toEqual(await meaning(sqlite));
    expect(await stored(postgres)).toEqual(await stored(sqlite));
  },
  60_000,
);
