import { expect, test } from 'vitest';
import type { Call, Reach } from '#contract/platform.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { createChangeLog } from '#estate/change/change-log.ts';
import { sweepExceptions } from '#estate/exception/sweep.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import type { InputOf } from '#wire/routes.ts';
import { readConfig } from '../config/read-config.ts';
import { importReport } from '../import/import-report.ts';
import { platformMigrations } from '../migrations.ts';
import { reportOf } from '../testing-report.ts';
import { exceptionOperations } from './exception.ts';

const now = Date.parse('2026-11-20T12:00:00Z');
const day = 86_400_000;
type Request = InputOf<'requestException'>['body'];

async function open(flags: Readonly<Record<string, string>> = {}) {
  const database = await openSqlite(':memory:');
  await migrate(database, platformMigrations);
  const changes = createChangeLog(database, () => new Date(now));
  const parts = {
    database,
    changes,
    audit: { append: () => Promise.resolve() },
    scope: { clock: () => new Date(now) },
    config: readConfig({ environment: {}, flags, readFile: () => '' }),
  } as unknown as Parameters<typeof exceptionOperations>[0];
  await importReport(database, changes, reportOf([foo]), { now: now - day });
  return { database, changes, operations: exceptionOperations(parts) };
}
const foo = { id: 'CVE-2026-1', name: 'libfoo', score: 9.8, aliases: ['GHSA-aaaa'] };

function callOf(name: string, reach: Reach = 'all'): Call {
  const caller = { kind: 'user', id: name, name, reachOf: () => reach } as const;
  return { caller, reach, signal: new AbortController().signal };
}

function requestOf(scope: Partial<Request['scope']>, more: Partial<Request> = {}) {
  const body: Request = {
    scope: { rule: 'CVE-2026-1', ...scope },
    justification: 'risk_accepted',
    reason: 'not reachable',
    owner: 'ada',
    ends: ['date'],
    expires: now + 10 * day,
    ...more,
  };
  return { body, params: undefined, query: undefined };
}

function decisionOf(id: string, decision: 'approve' | 'reject' | 'end') {
  return { params: { id }, body: { decision }, query: undefined };
}

async function states(database: SqlDatabase): Promise<readonly unknown[]> {
  const rows = await database.all('SELECT state FROM finding ORDER BY id');
  return rows.map(({ state }) => state);
}

test('where nobody else is asked for, who asked may approve, and that is written down', async () => {
  const { database, operations } = await open({ 'exceptions.approval': 'no' });
  await using _ = database;
  const made = await operations.requestException(callOf('ada'), requestOf({}));
  expect(made.state).toBe('requested');

  const approved = await operations.decideException(callOf('ada'), decisionOf(made.id, 'approve'));

  expect(approved).toMatchObject({ state: 'active', requestedBy: 'ada', approvedBy: 'ada' });
});

test('an exception counts when somebody else approves it, for findings, counters and later scans alike', async () => {
  const { database, changes, operations } = await open();
  await using _ = database;
  const made = await operations.requestException(callOf('ada'), requestOf({}));
  expect(made).toMatchObject({ state: 'requested', findings: 1, ends: ['date'] });
  expect(await states(database)).toEqual(['open']);
  await expect(
    operations.decideException(callOf('ada'), decisionOf(made.id, 'approve')),
  ).rejects.toMatchObject({ code: 'access.forbidden' });

  const approved = await operations.decideException(callOf('bob'), decisionOf(made.id, 'approve'));

  expect(approved).toMatchObject({ state: 'active', approvedBy: 'bob', findings: 1 });
  expect(await states(database)).toEqual(['excepted']);
  expect(await database.all('SELECT p0 + p1 + p2 + p3 + p4 AS n FROM asset')).toEqual([{ n: 0 }]);
  await importReport(database, changes, reportOf([foo], { image: 'next', day: 18 }), { now });
  expect(await states(database)).toEqual(['excepted', 'excepted']);

  await operations.decideException(callOf('bob'), decisionOf(made.id, 'end'));
  expect(await states(database)).toEqual(['open', 'open']);
  await expect(
    operations.decideException(callOf('bob'), decisionOf(made.id, 'end')),
  ).rejects.toMatchObject({ code: 'state.conflict' });
});

async function approvedException(
  operations: ReturnType<typeof exceptionOperations>,
  scope: Partial<Request['scope']>,
  more: Partial<Request> = {},
): Promise<string> {
  const { id } = await operations.requestException(callOf('ada'), requestOf(scope, more));
  await operations.decideException(callOf('bob'), decisionOf(id, 'approve'));
  return id;
}

test.for([
  ['another name of the fault', { rule: 'ghsa-AAAA' }, 'excepted'],
  ['the component by name', { component: 'LibFoo' }, 'excepted'],
  ['the component by purl', { component: 'pkg:npm/libfoo' }, 'excepted'],
  ['another component', { component: 'libfo' }, 'open'],
  ['another rule', { rule: 'CVE-2026-11' }, 'open'],
  ['the asset', { asset: '1' }, 'excepted'],
  ['the repository', { repository: 'registry.example/team' }, 'excepted'],
  ['a repository whose name only begins alike', { repository: 'registry.example/te' }, 'open'],
  ['a place where it does not run', { namespace: 'shop' }, 'open'],
] as const)('scope: %s', async ([, scope, state]) => {
  const { database, operations } = await open();
  await using _ = database;

  await approvedException(operations, scope);

  expect(await states(database)).toEqual([state]);
});

test('an exception of a repository does not leak to the same image under another name', async () => {
  const { database, changes, operations } = await open();
  await using _ = database;
  const names = ['registry.example/team/shop:1.0', 'registry.example/other/shop:1.0'];
  await importReport(database, changes, reportOf([foo], { names, day: 18 }), { now });

  await approvedException(operations, { repository: 'registry.example/team' });

  expect(await states(database)).toEqual(['open']);
});

test('the date ends it, and is announced 14 days before', async () => {
  const { database, changes, operations } = await open();
  await using _ = database;
  await approvedException(operations, {});

  expect(await sweepExceptions(database, changes, now + 1)).toBe(0);
  expect(await sweepExceptions(database, changes, now + 2)).toBe(0);
  expect(await sweepExceptions(database, changes, now + 11 * day)).toBe(1);

  const kinds = (await changes.after(0, 'all', 50)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind.startsWith('exception.'))).toEqual([
    'exception.requested',
    'exception.approved',
    'exception.ending',
    'exception.ended',
  ]);
  expect(await states(database)).toEqual(['open']);
});

test.for([
  ['exploited', { exploited: true }, 'it is known to be exploited'],
  ['fixed', { fixed: '2.0' }, 'a fix is there'],
] as const)(
  'it ends when %s, at once for the finding and then as a whole',
  async ([end, more, reason]) => {
    const { database, changes, operations } = await open();
    await using _ = database;
    const id = await approvedException(operations, {}, { ends: [end] });
    expect(await states(database)).toEqual(['excepted']);

    await importReport(database, changes, reportOf([{ ...foo, ...more }], { day: 19 }), { now });

    expect(await states(database)).toEqual(['open']);
    expect(await sweepExceptions(database, changes, now)).toBe(1);
    const read = await operations.readException(callOf('eve'), {
      params: { id },
      query: undefined,
      body: undefined,
    });
    expect(read).toMatchObject({ state: 'ended', endedReason: reason });
  },
);

test('it ends when the image changes', async () => {
  const { database, changes, operations } = await open();
  await using _ = database;
  const scope = { repository: 'registry.example/team' };
  await approvedException(operations, scope, { ends: ['image-changed'] });

  const next = reportOf([foo], { image: 'next', day: 19 });
  await importReport(database, changes, next, { now: now + day });

  expect(await states(database)).toEqual(['excepted', 'open']);
  expect(await sweepExceptions(database, changes, now + day)).toBe(1);
  expect(await states(database)).toEqual(['open', 'open']);
});

test('nobody asks for more than their own reach, or approves it', async () => {
  const { database, operations } = await open();
  await using _ = database;
  const reach: Reach = [{ repository: 'registry.example/other' }];

  await expect(
    operations.requestException(callOf('eve', reach), requestOf({})),
  ).rejects.toMatchObject({ code: 'access.forbidden' });
  await expect(
    operations.requestException(callOf('eve', reach), requestOf({ asset: '1' })),
  ).rejects.toMatchObject({ code: 'input.not-found' });
  const { id } = await operations.requestException(callOf('ada'), requestOf({}));
  await expect(
    operations.decideException(callOf('eve', reach), decisionOf(id, 'approve')),
  ).rejects.toMatchObject({ code: 'access.forbidden' });
  const listed = await operations.listExceptions(callOf('ada'), {
    query: { limit: 10, q: 'cve-2026' },
    params: undefined,
    body: undefined,
  });
  expect(listed.items.map((one) => one.id)).toEqual([id]);
});

test.for([
  ['a date in the past', { expires: now - 1 }],
  ['no date where it is to end by date', { expires: undefined }],
])('a request with %s makes no sense', async ([, more]) => {
  const { database, operations } = await open();
  await using _ = database;
  await expect(
    operations.requestException(callOf('ada'), requestOf({}, more as Partial<Request>)),
  ).rejects.toMatchObject({ code: 'usage.invalid-argument' });
});
