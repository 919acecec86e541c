import { expect, test } from 'vitest';
import type { Reach } from '#contract/platform.ts';
import type { CheckFacts } from '#estate/insight/compliance/evidence.ts';
import { saveAllowed } from '#estate/insight/network/allowed.ts';
import { snapshotDay } from '#estate/insight/trend.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { complianceRoutes } from '#wire/compliance.ts';
import { networkRoutes } from '#wire/network.ts';
import { overviewRoutes } from '#wire/overview.ts';
import { callWith, estateNow, madeEstate } from '../testing-estate.ts';
import { complianceOperations } from './compliance.ts';
import { networkOperations } from './network.ts';
import { overviewOperations } from './overview.ts';

const shop: Reach = [{ cluster: 'prod', namespace: 'shop' }];
const nobody: Reach = [];
const none = { params: undefined, query: undefined, body: undefined };
const checks: readonly CheckFacts[] = [
  {
    id: 'CSN-IMG-0001',
    title: 'an image has a user',
    family: 'image',
    enabled: true,
    controls: ['nist-800-190:4.1.2'],
    aliases: ['cis-docker-1.6:4.1'],
  },
];

async function estate() {
  const database = await openSqlite(':memory:');
  const platform = await madeEstate(database);
  return {
    database,
    platform,
    ...overviewOperations(platform),
    ...networkOperations(platform),
    ...complianceOperations({ ...platform, checks }),
  };
}

test('the first page counts what is within reach, and compares with a week ago', async () => {
  const { database, readOverview } = await estate();
  await using _ = database;

  const all = overviewRoutes.readOverview.answer.parse(await readOverview(callWith('all'), none));
  expect(all.urgent).toEqual({ value: 4 });
  expect(all.breached.value).toBe(2);
  expect(all.incidents).toEqual({ value: 2, weekAgo: 2 });
  expect(all.assets).toMatchObject({ images: 4, scanned: 2, hosts: 2, workloads: 4 });
  expect(all.trend.at(-1)).toMatchObject({ open: 4, urgent: 4 });
  expect(all.trend[0]).toMatchObject({ fixed: 2 });

  const own = await readOverview(callWith(shop), none);
  expect([own.urgent.value, own.breached.value, own.incidents.value]).toEqual([2, 1, 1]);
  expect(own.assets).toMatchObject({ images: 2, scanned: 1, hosts: 1, workloads: 2 });
  const empty = await readOverview(callWith(nobody), none);
  expect([empty.urgent.value, empty.blind.value, empty.coverage.value]).toEqual([0, 0, 0]);
});

test('a snapshot of the day is what later days compare with, made twice or once', async () => {
  const { database, readOverview } = await estate();
  await using _ = database;
  await snapshotDay(database, estateNow - 8 * 86_400_000);
  await snapshotDay(database, estateNow);
  await snapshotDay(database, estateNow);

  const { breached, blind, trend } = await readOverview(callWith('all'), none);

  expect(breached).toEqual({ value: 2, weekAgo: 2 });
  expect(blind.weekAgo).toBe(blind.value);
  expect(trend.find(({ fixed }) => fixed > 0)?.fixed).toBe(2);
  expect((await readOverview(callWith(shop), none)).breached).toEqual({ value: 1 });
});

test('a day that a wrong clock made up takes nothing from today', async () => {
  const { database } = await estate();
  await using _ = database;
  const days = 'SELECT day, opened, urgent, fixed FROM insight_day ORDER BY day';
  await snapshotDay(database, estateNow);
  const before = await database.all(days);

  await snapshotDay(database, estateNow + 86_400_000);
  await snapshotDay(database, estateNow);

  expect(await database.all(days)).toEqual(before);
});

test('what is not seen is named with a remedy, for the places of the reader only', async () => {
  const { database, readCoverage } = await estate();
  await using _ = database;

  const all = overviewRoutes.readCoverage.answer.parse(await readCoverage(callWith('all'), none));
  const kinds = all.blind.map(({ kind, count }) => `${kind} ${count}`);
  expect(kinds).toContain('asset.never-scanned 4');
  expect(kinds).toContain('node.degraded 2');
  expect(kinds).toContain('workload.unwatched 2');
  expect(all.blind.every(({ remedy }) => remedy !== '')).toBe(true);
  expect(all.lost).toBe(14);

  const own = JSON.stringify(await readCoverage(callWith(shop), none));
  expect(own).toContain('shop-node');
  expect(own).not.toContain('pay');
});

test.for([
  ['registry.example', 'image'],
  ['CVE-2026-10', 'vulnerability'],
  ['openssl', 'component'],
  ['shell in', 'incident'],
  ['agent', 'workload'],
  ['-node', 'host'],
] as const)('the search for %s finds a %s, of one tenant only', async ([q, kind]) => {
  const { database, search } = await estate();
  await using _ = database;

  const all = await search(callWith('all'), { ...none, query: { q } });
  const own = await search(callWith(shop), { ...none, query: { q } });

  expect(all.items.filter((hit) => hit.kind === kind).length).toBeGreaterThanOrEqual(2);
  expect(own.items.filter((hit) => hit.kind === kind).length).toBeGreaterThanOrEqual(1);
  expect(JSON.stringify(own)).not.toMatch(/pay|CVE-2026-1011/u);
  expect((await search(callWith(nobody), { ...none, query: { q } })).items).toEqual([]);
});

test('signs of patterns in a search are letters', async () => {
  const { database, search } = await estate();
  await using _ = database;

  for (const q of ['%%', '__', "'; --", '!!'])
    expect((await search(callWith('all'), { ...none, query: { q } })).items).toEqual([]);
});

test('a control that nobody looked at never passes, one with an exception passes in part', async () => {
  const { database, readFramework, listFrameworks } = await estate();
  await using _ = database;

  const docker = complianceRoutes.readFramework.answer.parse(
    await readFramework(callWith('all'), { ...none, params: { id: 'cis-docker-1.6' } }),
  );
  function resultOf(id: string) {
    return docker.controls.find((control) => control.id === id)?.result;
  }
  expect(docker.controls).toHaveLength(117);
  expect(resultOf('4.1')).toBe('partial');
  expect(resultOf('4.10')).toBe('fail');
  expect(resultOf('3.1')).toBe('manual');
  expect(docker.percent).toBeLessThan(100);

  const empty = await listFrameworks(callWith(nobody), none);
  expect(empty.items).toHaveLength(8);
  for (const { passed, percent, coverage } of empty.items)
    expect([passed, percent, coverage]).toEqual([0, 0, 0]);
  await expect(
    readFramework(callWith('all'), { ...none, params: { id: '__proto__' } }),
  ).rejects.toMatchObject({ code: 'input.not-found' });
});

test('evidence of controls is of the own tenant', async () => {
  const { database, readFramework } = await estate();
  await using _ = database;

  const own = await readFramework(callWith(shop), { ...none, params: { id: 'nist-800-190' } });

  expect(JSON.stringify(own)).not.toContain('pay-name');
  expect(own.controls.find(({ id }) => id === '4.1.4')).toMatchObject({
    result: 'fail',
    failing: 1,
  });
});

test('the map shows who talks to whom once, with the internet and what policies allow', async () => {
  const { database, readMap } = await estate();
  await using _ = database;
  await database.transaction((tx) =>
    saveAllowed(tx, 'prod', [
      {
        source: 'pay/Deployment/agent',
        target: 'shop/Deployment/agent',
        ports: { all: true, ranges: [] },
      },
    ]),
  );
  const query = { hours: 24 };

  const map = networkRoutes.readMap.answer.parse(
    await readMap(callWith('all'), { ...none, query }),
  );
  expect(map.edges).toContainEqual(
    expect.objectContaining({
      from: 'workload:1',
      to: 'workload:2',
      count: 5,
      basis: 'observed',
      ports: ['tcp/8080'],
    }),
  );
  expect(map.edges).toContainEqual(
    expect.objectContaining({
      from: 'workload:12',
      to: 'workload:2',
      basis: 'allowed',
      ports: ['all'],
    }),
  );
  expect(map.edges.filter(({ from }) => from === 'internet')).toHaveLength(2);
  expect(map.nodes.map(({ kind }) => kind)).toContain('address');
  expect(await readMap(callWith('all'), { ...none, query })).toEqual(map);
  expect(map.nodes.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);

  const own = await readMap(callWith(shop), { ...none, query });
  expect(own.nodes.filter(({ kind }) => kind === 'workload')).toHaveLength(2);
  expect(JSON.stringify(own)).not.toMatch(/workload:1[12]/u);
});

test('flows come page by page, latest first, of the own tenant', async () => {
  const { database, listFlows } = await estate();
  await using _ = database;
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listFlows(callWith(shop), {
      ...none,
      query: { limit: 1, ...(cursor !== undefined && { cursor }) },
    });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== undefined);

  expect(new Set(seen).size).toBe(4);
  await expect(
    listFlows(callWith('all'), { ...none, query: { limit: 1, cursor: 'bm9wZQ' } }),
  ).rejects.toMatchObject({ code: 'input.malformed' });
});

test('a path leads from the internet over what is exploited to the node, every step proven', async () => {
  const { database, listAttackPaths, readAttackPath } = await estate();
  await using _ = database;

  const all = networkRoutes.listAttackPaths.answer.parse(
    await listAttackPaths(callWith('all'), { ...none, query: { limit: 1 } }),
  );
  expect(all).toMatchObject({ total: 2, items: [{ tier: 'P0' }] });
  const [path] = all.items;
  expect(path?.steps.map(({ kind }) => kind)).toEqual([
    'internet',
    'workload',
    'vulnerability',
    'workload',
    'vulnerability',
    'privilege',
    'node',
  ]);
  expect(path?.cut.title).toMatch(/^Update openssl-\w+ 3\.0\.1 to 3\.0\.2/u);
  const rest = await listAttackPaths(callWith('all'), {
    ...none,
    query: { limit: 9, ...(all.next !== undefined && { cursor: all.next }) },
  });
  expect(rest.items).toHaveLength(1);

  const own = await listAttackPaths(callWith(shop), { ...none, query: { limit: 9 } });
  expect(own.items.map(({ place }) => place.namespace)).toEqual(['shop']);
  const other = [...all.items, ...rest.items].find(({ place }) => place.namespace === 'pay');
  await expect(
    readAttackPath(callWith(shop), { ...none, params: { id: other?.id ?? '' } }),
  ).rejects.toMatchObject({ code: 'input.not-found' });
});
