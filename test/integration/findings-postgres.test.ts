import { expect, test } from 'vitest';
import { testScope } from '#advisory/testing.ts';
import { importReport } from '#app/platform/import/import-report.ts';
import { reassess } from '#app/platform/import/reassess.ts';
import { platformMigrations } from '#app/platform/migrations.ts';
import { assetOperations } from '#app/platform/operations/asset.ts';
import { exceptionOperations } from '#app/platform/operations/exception.ts';
import { findingOperations } from '#app/platform/operations/finding.ts';
import { callWith } from '#app/platform/testing-estate.ts';
import { reportOf, type SampleFinding } from '#app/platform/testing-report.ts';
import type { Call, Reach } from '#contract/platform.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { createChangeLog } from '#estate/change/change-log.ts';
import { sweepExceptions } from '#estate/exception/sweep.ts';
import type { FindingFilter } from '#estate/finding/filter.ts';
import { forgetFixed } from '#estate/finding/forget.ts';
import { sweepDue } from '#estate/finding/sweep.ts';
import { forgetUnused } from '#estate/finding/unused.ts';
import { readFigures } from '#estate/insight/figures.ts';
import { readTrend } from '#estate/insight/trend.ts';
import { migrate } from '#sql/migrate.ts';
import { openPostgres } from '#sql/open-postgres.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import type { InputOf } from '#wire/routes.ts';
import { seedEstate } from '../support/seed-estate.ts';
import { hasPostgres, startPostgres } from './testing/postgres.ts';

const now = Date.parse('2026-11-20T12:00:00Z');
const day = 86_400_000;
const none = { params: undefined, query: undefined, body: undefined };
const reaches: readonly Reach[] = [
  'all',
  [{ cluster: 'cluster-0' }],
  [{ repository: 'registry.example/team-3' }, { namespace: 'team-4' }],
  [],
];
const filters: readonly FindingFilter[] = [
  {},
  { state: ['open', 'acknowledged'], tier: ['P0', 'P1', 'P2'] },
  { severity: ['critical'], fixable: true },
  { rule: 'cve-2016-10000' },
  { component: 'libssl-0' },
  { q: 'libssl' },
  { q: '1' },
  { q: "100%_'; --" },
  { cluster: 'cluster-0' },
  { namespace: 'team-3', running: true },
  { repository: 'registry.example/team-3' },
  { owner: '' },
  { owner: 'ada' },
  { since: now - 40 * day },
  { asset: '7' },
  { workload: '7' },
  { breached: true, usage: ['unknown'] },
];

function operationsOn(database: SqlDatabase) {
  const changes = createChangeLog(database, () => new Date(now));
  const parts = {
    database,
    changes,
    audit: { append: () => Promise.resolve() },
    scope: { ...testScope(), clock: () => new Date(now) },
  };
  return {
    changes,
    ...findingOperations(parts),
    ...assetOperations(parts),
    ...exceptionOperations(parts),
  };
}

/** Every list, count and export of an estate, to each reader: the same on both engines. */
async function everyAnswer(database: SqlDatabase): Promise<unknown> {
  await migrate(database, platformMigrations);
  await seedEstate(database, 'S', { now });
  const of = operationsOn(database);
  const answers: unknown[] = [];
  for (const reach of reaches) {
    const call = callWith(reach);
    for (const filter of filters)
      for (const sort of ['risk', 'severity', 'due', 'seen', 'name'] as const)
        answers.push(...(await twoPages(of, call, { ...filter, sort, limit: 7 })));
    for (const filter of filters) {
      answers.push(await of.countFindings(call, { ...none, query: filter }));
      const query = { ...filter, sort: 'risk' as const, limit: 20 };
      answers.push(await of.listVulnerabilities(call, { ...none, query }));
    }
    answers.push(await of.readFixFirst(call, { ...none, query: { limit: 10 } }));
    for (const sort of ['risk', '-risk', 'name', '-name', 'scanned', '-seen'] as const)
      answers.push(await of.listImages(call, { ...none, query: { sort, limit: 6 } }));
    for (const more of [{ q: '3' }, { running: true }, { running: false }]) {
      const query = { sort: 'risk' as const, limit: 6, ...more };
      answers.push(await of.listImages(call, { ...none, query }));
    }
    answers.push(await of.searchComponents(call, { ...none, query: { q: 'ssl', limit: 9 } }));
    const standing = { time: now, open: 1000, urgent: 100 };
    answers.push(await readFigures(database, reach), await readTrend(database, reach, standing));
    for (const format of ['csv', 'json'] as const)
      answers.push(await textOf(await of.exportFindings(call, exportOf(format))));
  }
  return answers;
}

async function twoPages(
  of: ReturnType<typeof operationsOn>,
  call: Call,
  query: InputOf<'listFindings'>['query'],
): Promise<readonly unknown[]> {
  const first = await of.listFindings(call, { ...none, query });
  const { next: cursor } = first;
  if (cursor === undefined) return [first];
  return [first, await of.listFindings(call, { ...none, query: { ...query, cursor } })];
}

function exportOf(format: 'csv' | 'json') {
  return { ...none, query: { format, sort: 'name' as const } };
}

async function textOf({
  bytes,
}: {
  readonly bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}) {
  let text = '';
  for await (const part of bytes) text += Buffer.from(part).toString();
  return text;
}

const foo: SampleFinding = { id: 'CVE-2026-1', name: 'libfoo', score: 9.8, fixed: '2.0' };
const bar: SampleFinding = { id: 'GHSA-1', name: 'libbar', score: 7.5, exploited: true };
const renamed: SampleFinding = { ...bar, id: 'CVE-2026-2', aliases: ['GHSA-1'] };
const odd: SampleFinding = { id: 'CVE-2026-3', name: 'libodd', title: 'x\0\uD800', score: 3 };

/** The life of findings from the first report to being forgotten. */
async function wholeLife(database: SqlDatabase): Promise<unknown> {
  await migrate(database, platformMigrations);
  const of = operationsOn(database);
  const call = callWith('all', 'ada');
  const at = now - 100 * day;
  const told: unknown[] = [];
  async function take(samples: readonly SampleFinding[], dayOf: number) {
    const report = reportOf(samples, { day: dayOf });
    told.push(await importReport(database, of.changes, report, { now: at + dayOf * day }));
  }
  await take([foo, bar, odd], 0);
  await take([foo, bar, odd], 0);
  await database.transaction((tx) =>
    tx.run(
      `INSERT INTO workload (identity, name, kind, cluster, namespace, asset, running, exposure, first_seen, last_seen)
       VALUES ('c/n/Deployment/shop', 'shop', 'Deployment', 'c', 'n', 1, 2, 'internet', 1, 1)`,
    ),
  );
  await reassess(database, of.changes, [1], at + day);
  const decision = { preview: false, ids: ['1'], text: 'mine' };
  for (const body of [
    { ...decision, action: 'acknowledge' as const },
    { ...decision, action: 'assign' as const, owner: 'ada' },
    { ...decision, action: 'comment' as const },
  ])
    told.push(await of.decideFindings(call, { ...none, body }));
  told.push(await sweepDue(database, of.changes, now), await sweepDue(database, of.changes, now));
  const asked = await of.requestException(call, {
    ...none,
    body: {
      scope: { rule: 'ghsa-1' },
      justification: 'risk_accepted',
      reason: 'not reachable',
      owner: 'ada',
      ends: ['date'],
      expires: now + 10 * day,
    },
  });
  const params = { id: asked.id };
  const approve = { params, query: undefined, body: { decision: 'approve' as const } };
  told.push((await of.decideException(callWith('all', 'bob'), approve)).findings);
  await take([foo, renamed], 2);
  told.push(await sweepExceptions(database, of.changes, now + 11 * day));
  told.push(await of.readFinding(call, { ...none, params: { id: '1' } }));
  told.push(await of.readFinding(call, { ...none, params: { id: '2' } }));
  told.push(await of.readImage(call, { ...none, params: { id: '1' } }));
  told.push(
    await of.listImageComponents(call, { ...none, params: { id: '1' }, query: { limit: 2 } }),
  );
  told.push(await forgetFixed(database, now), await forgetUnused(database));
  const kinds = (await of.changes.after(0, 'all', 100)).map(({ kind, text }) => [kind, text]);
  const counters = await database.all(
    'SELECT traits, sum(n) AS n FROM finding_tally GROUP BY traits ORDER BY traits',
  );
  return {
    told,
    kinds,
    counters: counters.map((row) => [Number(row['traits']), Number(row['n'])]),
  };
}

test.skipIf(!hasPostgres).for([
  ['lists, counts and exports', everyAnswer],
  ['the life of findings', wholeLife],
] as const)('%s are the same on SQLite and PostgreSQL', async ([, answersOf]) => {
  await using sqlite = await openSqlite(':memory:');
  await using server = await startPostgres();
  await using postgres = await openPostgres(await server.create(), testScope());

  expect(await answersOf(postgres)).toEqual(await answersOf(sqlite));
});

test.skipIf(!hasPostgres)('imports at the same time lose nothing and count right', async () => {
  await using server = await startPostgres();
  await using database = await openPostgres(await server.create(), testScope());
  await migrate(database, platformMigrations);
  const changes = createChangeLog(database, () => new Date(now));
  const reports = Array.from({ length: 24 }, (_, at) =>
    reportOf([foo, bar, { ...odd, id: `CVE-2026-${100 + at}` }], { image: `image ${at % 8}` }),
  );

  await Promise.all(reports.map((report) => importReport(database, changes, report, { now })));

  const [row] = await database.all(
    `SELECT (SELECT count(*) FROM finding) AS findings, (SELECT sum(n) FROM finding_tally) AS counted,
       (SELECT count(*) FROM finding WHERE state = 'fixed') AS fixed, (SELECT sum(p0 + p1 + p2 + p3 + p4) FROM asset) AS open`,
  );
  expect(Number(row?.['counted'])).toBe(Number(row?.['findings']));
  expect(Number(row?.['open'])).toBe(8 * 3);
  expect(Number(row?.['findings'])).toBe(Number(row?.['fixed']) + 24);
});
