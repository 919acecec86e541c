/**
 * Measures the platform's lists at the size of a large installation: `node bench/findings.ts [S|M|L] [FILE or postgres://…] [WORD]`.
 * The database is made and filled when it is empty. Measures what has WORD in its name (`seed`: nothing). Prints milliseconds: the median and the worst of 7 runs, and processor time of
 * one of them (of this process with its threads): that is what counts on a busy machine.
 */

import { platformMigrations } from '#app/platform/migrations.ts';
import type { Reach } from '#contract/platform.ts';
import { searchComponents } from '#estate/asset/components.ts';
import { listImages } from '#estate/asset/images.ts';
import { createChangeLog } from '#estate/change/change-log.ts';
import { countFacets } from '#estate/finding/facets.ts';
import type { FindingFilter } from '#estate/finding/filter.ts';
import { readFixFirst } from '#estate/finding/fix-first.ts';
import { listFindingIds } from '#estate/finding/list.ts';
import { sweepDue } from '#estate/finding/sweep.ts';
import { readFindings } from '#estate/finding/view.ts';
import { listVulnerabilities } from '#estate/finding/vulnerabilities.ts';
import { readFigures } from '#estate/insight/figures.ts';
import { readTrend } from '#estate/insight/trend.ts';
import { migrate } from '#sql/migrate.ts';
import { openDatabase } from '#sql/open-database.ts';
import { type EstateSize, seedEstate } from '../test/support/seed-estate.ts';

const [size = 'M', address = ':memory:', only = ''] = process.argv.slice(2);
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const now = Date.parse('2026-11-20T12:00:00Z');
const database = await openDatabase(address, { log: quiet });
await migrate(database, platformMigrations);
const known = await database.first('SELECT count(*) AS n FROM asset');
if (Number(known?.['n']) === 0) {
  const started = performance.now();
  await seedEstate(database, size as EstateSize, { now });
  console.log(`seeded ${size} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

const team: Reach = [{ cluster: 'cluster-1' }];
const small: Reach = [{ namespace: 'team-3', cluster: 'cluster-3' }];
const state: FindingFilter['state'] = ['open', 'acknowledged'];
const filters: Readonly<Record<string, FindingFilter>> = {
  none: {},
  open: { state },
  p0: { state, tier: ['P0'] },
  p4: { state, tier: ['P4'] },
  'critical, fixable': { state, severity: ['critical'], fixable: true },
  'loaded, internet': { state, usage: ['loaded'], exposure: ['internet'] },
  running: { state, running: true },
  breached: { state, breached: true },
  'rule (everywhere)': { rule: 'CVE-2016-10000' },
  'component (everywhere)': { component: 'libssl-0' },
  'text: cve': { q: 'CVE-2019-1' },
  'text: rare': { q: 'app-3999:' },
  'text: nothing': { q: 'no such thing at all' },
  cluster: { cluster: 'cluster-1' },
  'namespace, P1': { namespace: 'team-3', tier: ['P1'] },
  repository: { repository: 'registry.example/team-3' },
  owner: { owner: 'nobody@example.org' },
  since: { since: now - 86_400_000 },
  asset: { asset: '77' },
  workload: { workload: '77' },
};

async function measure(name: string, work: () => Promise<unknown>): Promise<void> {
  if (!name.includes(only)) return;
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let run = 0; run < 7; run += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const [median = 0, worst = 0] = [sorted[3], sorted[6]];
  const used = process.cpuUsage(before);
  const cpu = (used.user + used.system) / 7000;
  console.log(
    `${worst > 300 ? 'SLOW ' : '     '}${name.padEnd(46)} ${median.toFixed(1).padStart(8)} ${worst.toFixed(1).padStart(8)} ${cpu.toFixed(1).padStart(8)}`,
  );
}

async function page(
  filter: FindingFilter,
  reach: Reach,
  sort: 'risk' | 'severity' | 'due' | 'seen' | 'name',
  cursor?: string,
) {
  const found = await listFindingIds(database, filter, reach, {
    sort,
    limit: 50,
    ...(cursor !== undefined && { cursor }),
  });
  await readFindings(database, found.ids, reach);
  return found.next;
}

for (const [name, filter] of Object.entries(filters)) {
  for (const sort of ['risk', 'severity', 'due', 'seen', 'name'] as const) {
    await measure(`list ${name}, by ${sort}`, () => page(filter, 'all', sort));
  }
  const next = await page(filter, 'all', 'risk');
  if (next !== undefined)
    await measure(`list ${name}, second page`, () => page(filter, 'all', 'risk', next));
  await measure(`list ${name}, one cluster's`, () => page(filter, team, 'risk'));
  await measure(`list ${name}, one team's`, () => page(filter, small, 'risk'));
  await measure(`facets ${name}`, () => countFacets(database, filter, 'all'));
  await measure(`facets ${name}, one cluster's`, () => countFacets(database, filter, team));
}
for (const sort of ['risk', 'assets', 'severity'] as const)
  await measure(`vulnerabilities by ${sort}`, () =>
    listVulnerabilities(database, { sort, limit: 50 }, 'all'),
  );
await measure('vulnerabilities, P0', () =>
  listVulnerabilities(database, { sort: 'risk', limit: 50, tier: ['P0'] }, 'all'),
);
await measure("vulnerabilities, one cluster's", () =>
  listVulnerabilities(database, { sort: 'risk', limit: 50 }, team),
);
await measure('fix first', () => readFixFirst(database, 'all', 10));
await measure("fix first, one cluster's", () => readFixFirst(database, team, 10));
for (const sort of ['risk', '-risk', 'name', 'scanned', '-seen'] as const)
  await measure(`images by ${sort}`, () => listImages(database, { sort, limit: 50 }, 'all'));
await measure("images, one cluster's", () =>
  listImages(database, { sort: 'risk', limit: 50 }, team),
);
await measure('images with text', () =>
  listImages(database, { sort: 'risk', limit: 50, q: 'app-3999' }, 'all'),
);
await measure('components with text', () =>
  searchComponents(database, { q: 'ssl', limit: 50 }, 'all'),
);
await measure('totals', () => readFigures(database, 'all'));
await measure("totals, one cluster's", () => readFigures(database, team));
await measure('trend', () => readTrend(database, 'all', { time: now, open: 0, urgent: 0 }));
await measure('sweep of due dates', () =>
  sweepDue(
    database,
    createChangeLog(database, () => new Date(now)),
    now,
  ),
);
console.log(`rss ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`);
await database[Symbol.asyncDispose]();
