import type { Operations, Platform, Reach, StoredChange } from '#contract/platform.ts';
import type { SqlRow } from '#contract/sql.ts';
import { countLost, readBlind } from '#estate/insight/blind.ts';
import {
  type AssetFigures,
  countBreached,
  countIncidents,
  coverageOf,
  readFigures,
} from '#estate/insight/figures.ts';
import { searchNames } from '#estate/insight/search.ts';
import { dayMs, readEarlier, readTrend } from '#estate/insight/trend.ts';
import { assetWithin } from '#estate/reach.ts';
import { numberOf, optionalNumberOf, textOf } from '#estate/row.ts';
import type { AnswerOf } from '#wire/routes.ts';

type Overview = AnswerOf<'readOverview'>;
type Coverage = AnswerOf<'readCoverage'>;

/** What the overview needs besides the database: how old data of others is, and what the files take. */
export interface OverviewParts extends Pick<Platform, 'database' | 'changes' | 'scope'> {
  /** Age of the advisories and of other data that comes from outside; `old` and `missing` are told as blind spots. */
  readonly ages?: () => Promise<Coverage['ages']>;
  /** Sizes of the store and of the events, with their limits. */
  readonly storage?: () => Promise<Coverage['storage']>;
  /** What the platform stands on and does not work now. */
  readonly impaired?: () => Coverage['blind'];
}

const shownChanges = 30;
const unsaid: ReadonlySet<string> = new Set(['audit', 'test', 'asset.seen', 'finding.updated']);
const foldedKinds: ReadonlySet<string> = new Set([
  'finding.opened',
  'finding.fixed',
  'finding.breached',
]);
const nearlyFull = 0.9;

/** The first page, what is not seen, and the search. */
export function overviewOperations(
  parts: OverviewParts,
): Pick<Operations, 'readOverview' | 'readCoverage' | 'search'> {
  return {
    readOverview: async ({ reach }) => readOverview(parts, reach),
    readCoverage: async ({ caller, reach }) =>
      readCoverage(parts, reach, caller.reachOf('destination.read') !== undefined),
    search: async ({ caller, reach }, { query }) => {
      const findings = caller.reachOf('finding.read');
      const runtime = caller.reachOf('runtime.read');
      const items = await searchNames(
        parts.database,
        { assets: reach, findings, runtime },
        query.q,
      );
      return { items: [...items] };
    },
  };
}

async function readOverview(parts: OverviewParts, reach: Reach): Promise<Overview> {
  const { database, scope } = parts;
  const now = scope.clock().getTime();
  const figures = await readFigures(database, reach);
  const open = figures.tiers.reduce((sum, n) => sum + n, 0);
  const urgent = figures.tiers[0] + figures.tiers[1];
  const trend = await readTrend(database, reach, { time: now, open, urgent });
  const earlier = reach === 'all' ? await readEarlier(database, now) : undefined;
  const weekAgo = trend.findLast(({ day }) => day <= now - 7 * dayMs);
  return {
    urgent: figureOf(urgent, weekAgo?.urgent),
    breached: figureOf(await countBreached(database, reach), earlier?.breached),
    incidents: figureOf(
      await countIncidents(database, reach),
      await countIncidents(database, reach, now - 7 * dayMs),
    ),
    blind: figureOf(figures.blind, earlier?.blind),
    coverage: figureOf(coverageOf(figures), earlier?.coverage),
    byTier: Object.fromEntries(figures.tiers.map((n, at) => [`P${at}`, n])),
    trend: [...trend],
    changes: await latestChanges(parts, reach),
    assets: assetsOf(figures),
  };
}

function figureOf(value: number, weekAgo: number | undefined): Overview['urgent'] {
  return weekAgo === undefined ? { value } : { value, weekAgo };
}

function assetsOf(figures: AssetFigures): Overview['assets'] {
  const { images, scanned, workloads, hosts, clusters, watched } = figures;
  return { images, scanned, workloads, hosts, clusters, loadedKnown: watched };
}

/** The newest that people want to hear of, newest first. Looks back in steps, not further than a few thousand changes. */
async function latestChanges(
  { changes, database }: OverviewParts,
  reach: Reach,
): Promise<Overview['changes']> {
  const found: StoredChange[] = [];
  let until = await changes.latest();
  for (const step of [300, 700, 1000, 1000]) {
    if (until <= 0 || found.length >= shownChanges) break;
    const from = Math.max(0, until - step);
    const part = await changes.after(from, reach, step);
    const upTo = until;
    found.push(...part.filter((change) => change.seq <= upTo && isSaid(change)).toReversed());
    until = from;
  }
  const shown = found.slice(0, shownChanges);
  const kinds = await assetKinds(database, reach, shown);
  return shown.map(({ time, kind, text, subject }) => {
    const asset = kinds.get(subject);
    const isKnown = kind.startsWith('asset.') && asset !== undefined;
    return { time, kind, text, ref: subject, ...(isKnown && { asset }) };
  });
}

/** A scan tells how much it found: of the findings themselves, only urgent ones have lines of their own. */
function isSaid({ kind, data }: StoredChange): boolean {
  if (unsaid.has(kind)) return false;
  const isFound = foldedKinds.has(kind);
  const tier = data?.['tier'];
  return !(isFound && typeof tier === 'string' && tier > 'P1');
}

async function assetKinds(
  database: Platform['database'],
  reach: Reach,
  changes: readonly StoredChange[],
): Promise<ReadonlyMap<string, string>> {
  const ids = changes
    .filter(({ kind, subject }) => kind.startsWith('asset.') && /^\d{1,15}$/u.test(subject))
    .map(({ subject }) => Number(subject));
  if (ids.length === 0) return new Map();
  const within = assetWithin(reach, 'a.id');
  const rows = await database.all(
    `SELECT a.id AS id, a.kind AS kind FROM asset a WHERE a.id IN (${ids.map(() => '?').join(', ')}) AND ${within.sql}`,
    [...ids, ...within.values],
  );
  return new Map(rows.map((row) => [`${numberOf(row, 'id')}`, textOf(row, 'kind')]));
}

async function readCoverage(
  parts: OverviewParts,
  reach: Reach,
  seesDestinations: boolean,
): Promise<Coverage> {
  const { database, scope, ages } = parts;
  const now = scope.clock().getTime();
  const isWhole = reach === 'all';
  const known = (await ages?.()) ?? [];
  const { sizes, faults } = isWhole ? await ofInstallation(parts) : { sizes: [], faults: [] };
  const queues = [
    ...(isWhole ? await jobQueues(database) : []),
    ...(seesDestinations ? await deliveryQueues(database) : []),
  ];
  return {
    blind: [
      ...faults,
      ...(await readBlind(database, reach, now)),
      ...known.filter(({ state }) => state !== 'good').map(ofAge),
      ...sizes
        .filter(({ bytes, limit }) => limit !== undefined && bytes > limit * nearlyFull)
        .map(ofSize),
      ...queues.filter(({ failed }) => failed > 0).map(ofQueue),
    ],
    ages: known,
    storage: sizes,
    queues,
    lost: await countLost(database, reach),
  };
}

/** What only who may see everything is told. */
async function ofInstallation({ storage, impaired }: OverviewParts) {
  return { sizes: (await storage?.()) ?? [], faults: impaired?.() ?? [] };
}

async function jobQueues(database: Platform['database']): Promise<Coverage['queues']> {
  const rows = await database.all(
    `SELECT kind, sum(CASE WHEN state IN ('waiting', 'running') THEN 1 ELSE 0 END) AS waiting,
      min(CASE WHEN state IN ('waiting', 'running') THEN created END) AS oldest, sum(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) AS failed
      FROM job WHERE state IN ('waiting', 'running', 'failed') GROUP BY kind ORDER BY kind`,
  );
  return rows.map((row) => toQueue(textOf(row, 'kind'), row));
}

async function deliveryQueues(database: Platform['database']): Promise<Coverage['queues']> {
  const rows = await database.all(
    `SELECT x.id AS id, x.name AS name, count(d.id) AS waiting, min(d.created_at) AS oldest,
      (SELECT count(*) FROM delivery dead WHERE dead.destination = x.id AND dead.state = 'dead') AS failed
      FROM destination x LEFT JOIN delivery d ON d.destination = x.id AND d.unsettled = 1 GROUP BY x.id, x.name ORDER BY x.name, x.id`,
  );
  return rows.map((row) => toQueue(`to ${textOf(row, 'name')}`, row));
}

function toQueue(name: string, row: SqlRow): Coverage['queues'][number] {
  const oldest = optionalNumberOf(row, 'oldest');
  return {
    name,
    waiting: numberOf(row, 'waiting'),
    failed: numberOf(row, 'failed'),
    ...(oldest !== undefined && { oldest }),
  };
}

function ofAge({ name, text, state }: Coverage['ages'][number]): Coverage['blind'][number] {
  return {
    kind: `data.${state}`,
    title: `${name}: ${state === 'missing' ? 'there is none' : 'old'}`,
    count: 1,
    reason: text,
    remedy: 'update the advisories, or bring a newer bundle where there is no way out',
  };
}

function ofSize({
  name,
  bytes,
  limit = 0,
}: Coverage['storage'][number]): Coverage['blind'][number] {
  return {
    kind: 'storage.nearly-full',
    title: `${name} is nearly full`,
    count: 1,
    reason: `${Math.floor((bytes / Math.max(1, limit)) * 100)} % of its limit is used`,
    remedy: 'raise the limit, or keep events for a shorter time',
  };
}

function ofQueue({ name, failed }: Coverage['queues'][number]): Coverage['blind'][number] {
  return {
    kind: 'queue.failed',
    title: `${name}: given up`,
    count: failed,
    reason: 'was tried as often as is allowed',
    remedy: 'read the last error, correct its cause, and start it again',
  };
}
