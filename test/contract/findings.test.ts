import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importReport } from '#app/platform/import/import-report.ts';
import { platformMigrations } from '#app/platform/migrations.ts';
import { findingOperations, listFindings } from '#app/platform/operations/finding.ts';
import { reportOf } from '#app/platform/testing-report.ts';
import type { Call, Reach } from '#contract/platform.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { createChangeLog } from '#estate/change/change-log.ts';
import type { FindingFilter } from '#estate/finding/filter.ts';
import { sweepDue } from '#estate/finding/sweep.ts';
import type { FindingRow } from '#estate/finding/view.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { seedEstate } from '../support/seed-estate.ts';

const now = Date.parse('2026-11-20T12:00:00Z');
const audited: string[] = [];

function partsOf(database: SqlDatabase) {
  return {
    database,
    changes: createChangeLog(database, () => new Date(now)),
    audit: {
      async append(_: unknown, { action }: { readonly action: string }) {
        audited.push(action);
      },
    },
    scope: { clock: () => new Date(now) },
  } as unknown as Parameters<typeof findingOperations>[0];
}

function callOf(reach: Reach): Call {
  const caller = { kind: 'user', id: 'u1', name: 'ada', reachOf: () => reach } as const;
  return { caller, reach, signal: new AbortController().signal };
}

let seeded: SqlDatabase;
beforeAll(async () => {
  seeded = await openSqlite(':memory:');
  await migrate(seeded, platformMigrations);
  await seedEstate(seeded, 'S', { now });
});
afterAll(async () => {
  await seeded[Symbol.asyncDispose]();
});

const sorts = ['risk', 'severity', 'due', 'seen', 'name'] as const;

async function everything(
  filter: FindingFilter,
  reach: Reach,
  sort: (typeof sorts)[number],
  limit: number,
) {
  const all: FindingRow[] = [];
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof listFindings>> = await listFindings(
      seeded,
      { ...filter, sort, limit, ...(cursor !== undefined && { cursor }) },
      reach,
    );
    all.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return all;
}

test('property: pages of any filter, order and size are what one look at all rows gives', async () => {
  const all = await everything({}, 'all', 'risk', 500);
  expect(all).toHaveLength(200);
  const filter = fc.record(
    {
      tier: fc.subarray(['P0', 'P1', 'P2', 'P3', 'P4'] as const, { minLength: 1 }),
      severity: fc.subarray(['critical', 'high', 'medium', 'low'] as const, { minLength: 1 }),
      state: fc.subarray(['open', 'acknowledged', 'excepted', 'fixed'] as const, { minLength: 1 }),
      usage: fc.subarray(['loaded', 'not-loaded', 'unknown'] as const, { minLength: 1 }),
      fixable: fc.boolean(),
      breached: fc.boolean(),
      asset: fc.integer({ min: 1, max: 20 }).map(String),
      rule: fc.constantFrom(...all.slice(0, 5).map(({ rule }) => rule.toLowerCase())),
      component: fc.constantFrom(...all.slice(0, 5).map(({ component }) => component?.name ?? '')),
      q: fc.constantFrom('ssl', 'CVE-2019', 'app-3:', '100%', "'; --"),
      since: fc.constantFrom(now - 30 * 86_400_000),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      filter,
      fc.constantFrom(...sorts),
      fc.constantFrom(3, 7, 500),
      async (given, sort, limit) => {
        const found = await everything(given as FindingFilter, 'all', sort, limit);

        const wanted = all.filter((one) => fits(one, given as FindingFilter));
        expect(found.map(({ id }) => id).toSorted()).toEqual(wanted.map(({ id }) => id).toSorted());
        expect(inOrder(found, sort)).toBe(true);
        const counted = await findingOperations(partsOf(seeded)).countFindings(callOf('all'), {
          query: given as FindingFilter,
          params: undefined,
          body: undefined,
        });
        expect(counted.total).toBe(found.length);
      },
    ),
    { numRuns: 120 },
  );
});

function fits(one: FindingRow, filter: FindingFilter): boolean {
  const words = (filter.q ?? '').toLowerCase();
  const texts = [one.rule, one.title, one.component?.name ?? '', one.asset.name];
  const members: readonly (readonly [unknown, unknown])[] = [
    [filter.tier, one.tier],
    [filter.severity, one.severity],
    [filter.state, one.state],
    [filter.usage, one.usage],
    [filter.fixable, one.fixedVersion !== undefined],
    [filter.breached, one.breached],
    [filter.asset, one.asset.id],
    [filter.rule, one.rule.toLowerCase()],
    [filter.component, one.component?.name],
  ];
  return (
    members.every(
      ([wanted, is]) =>
        wanted === undefined || (Array.isArray(wanted) ? wanted.includes(is) : wanted === is),
    ) &&
    one.firstSeen >= (filter.since ?? 0) &&
    texts.some((text) => text.toLowerCase().includes(words))
  );
}

function inOrder(found: readonly FindingRow[], sort: (typeof sorts)[number]): boolean {
  const severities = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'];
  function key(one: FindingRow): number {
    if (sort === 'risk') return Number(one.tier.slice(1)) * 1000 - one.score;
    if (sort === 'severity') return severities.indexOf(one.severity);
    if (sort === 'due')
      return one.state === 'fixed' ? Number.MAX_SAFE_INTEGER : (one.due ?? Number.MAX_SAFE_INTEGER);
    return sort === 'seen' ? -one.firstSeen : 0;
  }
  return found.every((one, at) => at === 0 || key(found[at - 1] ?? one) <= key(one));
}

test.for([
  '',
  'x',
  'bm90LWpzb24',
  Buffer.from('[1]').toString('base64url'),
  Buffer.from('["due",0,1,1]').toString('base64url'),
])('the cursor %j of nobody is malformed', async (cursor) => {
  await expect(
    listFindings(seeded, { sort: 'risk', limit: 5, cursor }, 'all'),
  ).rejects.toMatchObject({ code: 'input.malformed' });
});

test('counters of assets, tallies and lists say the same', async () => {
  const [row] = await seeded.all(
    'SELECT sum(p0 + p1 + p2 + p3 + p4) AS n, sum(fixable) AS fixable FROM asset',
  );
  const counted = await findingOperations(partsOf(seeded)).countFindings(callOf('all'), {
    query: { state: ['open', 'acknowledged'] },
    params: undefined,
    body: undefined,
  });

  expect(counted.total).toBe(Number(row?.['n']));
  expect(counted.facets['fixable']?.['true']).toBe(Number(row?.['fixable']));
});

test('the CSV shows what the list shows, and no cell is a formula', async () => {
  const operations = findingOperations(partsOf(seeded));
  const file = await operations.exportFindings(callOf('all'), {
    query: { format: 'csv', sort: 'risk' },
    params: undefined,
    body: undefined,
  });
  let text = '';
  for await (const bytes of file.bytes) text += Buffer.from(bytes).toString();
  const lines = text.trim().split('\r\n');
  const all = await everything({}, 'all', 'risk', 100);

  expect(lines).toHaveLength(all.length + 1);
  expect(lines.slice(1).map((line) => line.split(',', 1)[0])).toEqual(all.map(({ id }) => id));
  expect(text).not.toMatch(/(?:^|,)"?[=+@]/mu);
});

async function ownEstate() {
  const database = await openSqlite(':memory:');
  await migrate(database, platformMigrations);
  const parts = partsOf(database);
  const report = reportOf([
    { id: 'CVE-2026-1', name: 'libfoo', score: 9.8, fixed: '2.0', exploited: true },
    { id: 'CVE-2026-2', name: 'libbar', score: 5 },
  ]);
  await importReport(database, parts.changes, report, { now: now - 40 * 86_400_000 });
  return { database, parts, operations: findingOperations(parts) };
}
const decision = { preview: false, action: 'acknowledge' } as const;

test('acknowledging is counted, written down, and lowers no counter', async () => {
  const { database, parts, operations } = await ownEstate();
  await using _ = database;
  audited.length = 0;

  const body = { ...decision, filter: { tier: ['P0' as const] }, text: 'on it' };
  const preview = await operations.decideFindings(callOf('all'), {
    body: { ...body, preview: true },
    params: undefined,
    query: undefined,
  });
  const done = await operations.decideFindings(callOf('all'), {
    body,
    params: undefined,
    query: undefined,
  });
  const detail = await operations.readFinding(callOf('all'), {
    params: { id: '1' },
    query: undefined,
    body: undefined,
  });

  expect(preview).toEqual({ findings: 1, assets: 1, byTier: { P0: 1 } });
  expect(done).toEqual(preview);
  expect(detail).toMatchObject({ state: 'acknowledged', version: 1, aliases: [] });
  expect(detail.history[0]).toMatchObject({ by: 'ada', text: 'acknowledged: on it' });
  expect(detail.factors.length).toBeGreaterThan(3);
  expect(await database.all('SELECT p0, p3 FROM asset')).toEqual([{ p0: 1, p3: 1 }]);
  expect(audited).toEqual(['finding.acknowledge']);
  expect((await parts.changes.after(0, 'all', 9)).at(-1)).toMatchObject({
    kind: 'finding.updated',
    subject: '1',
  });
});

test('two decisions about one version: the second is a conflict', async () => {
  const { database, operations } = await ownEstate();
  await using _ = database;
  const body = { ...decision, ids: ['1'], version: 0 };
  await operations.decideFindings(callOf('all'), { body, params: undefined, query: undefined });

  await expect(
    operations.decideFindings(callOf('all'), {
      body: { ...body, action: 'comment', text: 'late' },
      params: undefined,
      query: undefined,
    }),
  ).rejects.toMatchObject({ code: 'state.conflict' });
});

test('what is past its due date is told once, and counted', async () => {
  const { database, parts } = await ownEstate();
  await using _ = database;

  expect(await sweepDue(database, parts.changes, now)).toBe(1);
  expect(await sweepDue(database, parts.changes, now)).toBe(0);
  const page = await listFindings(database, { sort: 'due', limit: 9, breached: true }, 'all');
  expect(page.items.map(({ rule }) => rule)).toEqual(['CVE-2026-1']);
  expect(page.total).toBe(1);
});

test('what another tenant does alters no answer of mine, and their things are not there for me', async () => {
  const { database, parts, operations } = await ownEstate();
  await using _ = database;
  const mine: Reach = [{ repository: 'registry.example/team' }];
  async function ask() {
    const call = callOf(mine);
    const none = { params: undefined, body: undefined };
    return {
      list: await operations.listFindings(call, { query: { sort: 'risk', limit: 50 }, ...none }),
      facets: await operations.countFindings(call, { query: {}, ...none }),
      faults: await operations.listVulnerabilities(call, {
        query: { sort: 'risk', limit: 50 },
        ...none,
      }),
      first: await operations.readFixFirst(call, { query: { limit: 10 }, ...none }),
      detail: await operations.readFinding(call, {
        params: { id: '1' },
        query: undefined,
        body: undefined,
      }),
    };
  }
  const before = await ask();

  const theirs = reportOf(
    [
      { id: 'CVE-2026-1', name: 'libfoo', score: 9.9, title: 'another title', exploited: true },
      { id: 'CVE-2026-9', name: 'libfoo', score: 9.9 },
    ],
    { image: 'other', names: ['registry.example/team-b/x:1'], day: 18 },
  );
  await importReport(database, parts.changes, theirs, { now });
  const call = callOf([{ repository: 'registry.example/team-b' }]);
  await operations.decideFindings(call, {
    body: { ...decision, filter: {} },
    params: undefined,
    query: undefined,
  });

  expect(await ask()).toEqual(before);
  await expect(
    operations.readFinding(callOf(mine), {
      params: { id: '3' },
      query: undefined,
      body: undefined,
    }),
  ).rejects.toMatchObject({ code: 'input.not-found' });
  await expect(
    operations.decideFindings(callOf(mine), {
      body: { ...decision, ids: ['3'] },
      params: undefined,
      query: undefined,
    }),
  ).rejects.toMatchObject({ code: 'input.not-found' });
});
