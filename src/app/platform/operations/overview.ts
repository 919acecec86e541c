import type { Operations, Platform, Reach, StoredChange } from '#contract/platform.ts';
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
import { idOf, textOf } from '#estate/row.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { type CoverageParts, readCoverage } from './coverage.ts';

type Overview = AnswerOf<'readOverview'>;

export interface OverviewParts extends CoverageParts, Pick<Platform, 'changes'> {}

const shownChanges = 30;
const unsaid: ReadonlySet<string> = new Set(['audit', 'test', 'asset.seen', 'finding.updated']);
const foldedKinds: ReadonlySet<string> = new Set([
  'finding.opened',
  'finding.fixed',
  'finding.breached',
]);

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
  return new Map(rows.map((row) => [idOf(row), textOf(row, 'kind')]));
}
