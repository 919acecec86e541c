import { expect, onTestFinished, test } from 'vitest';
import type { Call } from '#contract/platform.ts';
import { sweepDue } from '#estate/finding/sweep.ts';
import { readWaysIn } from '#estate/insight/network/path-facts.ts';
import { readWorkloads } from '#estate/insight/network/talk.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { readConfig } from '../config/read-config.ts';
import { importReport } from '../import/import-report.ts';
import { testPlatform } from '../live/testing.ts';
import { reportOf } from '../testing-report.ts';
import { assetOperations } from './asset.ts';
import { exceptionOperations } from './exception.ts';
import { findingOperations } from './finding.ts';
import { overviewOperations } from './overview.ts';

const day = 86_400_000;
const none = { params: undefined, body: undefined } as const;
const flaws = [
  { id: 'CVE-2026-1', name: 'libfoo', score: 9.8, exploited: true, fixed: '2.0' },
  { id: 'CVE-2026-2', name: 'libbar', score: 9.1, exploited: true, fixed: '3.0' },
];

function callOf(name: string): Call {
  const reach = 'all' as const;
  const caller = { kind: 'user', id: name, name, reachOf: () => reach } as const;
  return { caller, reach, signal: new AbortController().signal };
}

async function opened() {
  const at = { time: 1_800_000_000_000 };
  const database = await openSqlite(':memory:');
  onTestFinished(() => database[Symbol.asyncDispose]());
  const platform = await testPlatform(database, at);
  const config = readConfig({ environment: {}, flags: {}, readFile: () => '' });
  const parts = { ...platform, config };
  const { changes } = platform;
  await importReport(database, changes, reportOf(flaws), { now: at.time });
  await database.transaction((tx) =>
    tx.run(
      `INSERT INTO workload (identity, name, kind, cluster, namespace, repository, asset, exposure, running, first_seen, last_seen)
       VALUES ('n1//web', 'web', 'Container', 'n1', '', 'registry.example/team/shop', 1, 'internet', 1, 1, 1)`,
    ),
  );
  const findings = findingOperations(parts);
  const exceptions = exceptionOperations(parts);
  const overview = overviewOperations(parts);
  const assets = assetOperations(parts);

  /** How many of the flaws each consumer still asks somebody to do something about. */
  async function asked(): Promise<Readonly<Record<string, number>>> {
    const call = callOf('ada');
    const state: ('open' | 'acknowledged')[] = ['open', 'acknowledged'];
    const list = await findings.listFindings(call, {
      ...none,
      query: { sort: 'risk', limit: 50, state },
    });
    const facets = await findings.countFindings(call, { ...none, query: { state } });
    const first = await findings.readFixFirst(call, { ...none, query: { limit: 10 } });
    const page = await overview.readOverview(call, { ...none, query: undefined });
    const images = await assets.listImages(call, { ...none, query: { sort: 'risk', limit: 10 } });
    const image = images.items[0]?.findings;
    const ways = await readWaysIn(database, 'all', await readWorkloads(database, 'all'));
    return {
      list: list.items.length,
      facets: facets.total,
      'fix first': first.before,
      overview: Object.values(page.byTier).reduce((sum, n) => sum + n, 0),
      images: Object.entries(image ?? {}).reduce(
        (sum, [name, n]) => sum + (/^p\d$/iu.test(name) ? n : 0),
        0,
      ),
      'ways in': [...ways.values()].length === 0 ? 0 : list.items.length,
    };
  }
  return { at, database, changes, exceptions, asked };
}

function every(n: number): object {
  const names = ['list', 'facets', 'fix first', 'overview', 'images', 'ways in'];
  return Object.fromEntries(names.map((name) => [name, n]));
}

async function except(
  { exceptions, at }: Pick<Awaited<ReturnType<typeof opened>>, 'exceptions' | 'at'>,
  rule: string,
): Promise<string> {
  const { id } = await exceptions.requestException(callOf('ada'), {
    params: undefined,
    query: undefined,
    body: {
      scope: { rule },
      justification: 'risk_accepted',
      reason: 'not reachable',
      owner: 'ada',
      ends: ['date'],
      expires: at.time + 90 * day,
    },
  });
  const decision = { params: { id }, body: { decision: 'approve' as const }, query: undefined };
  await exceptions.decideException(callOf('bob'), decision);
  return id;
}

test('what is accepted is asked of nobody, and is asked again when the exception ends', async () => {
  const parts = await opened();
  const { asked, exceptions } = parts;

  const before = await asked();
  const first = await except(parts, 'CVE-2026-1');
  const less = await asked();
  await except(parts, 'CVE-2026-2');
  const nothing = await asked();
  const decision = { params: { id: first }, body: { decision: 'end' as const }, query: undefined };
  await exceptions.decideException(callOf('bob'), decision);
  const again = await asked();

  expect(before).toEqual(every(2));
  expect(less).toEqual(every(1));
  expect(nothing).toEqual(every(0));
  expect(again).toEqual(every(1));
});

test('nobody is told that what is accepted is due', async () => {
  const parts = await opened();
  const { at, database, changes } = parts;
  await except(parts, 'CVE-2026-1');
  at.time += 60 * day;
  await sweepDue(database, changes, at.time);

  const told = await changes.after(0, 'all', 500);
  const breached = told.filter(({ kind }) => kind === 'finding.breached');

  expect(breached.map(({ text }) => text.includes('CVE-2026-2'))).toEqual([true]);
});
