import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlValue } from '#contract/sql.ts';
import {
  type FilterPlan,
  type FindingFilter,
  planFilter,
  readTally,
  type Tally,
  wantedTraits,
} from './filter.ts';
import { numberOf } from './row.ts';
import { type Dimension, traitsOf } from './traits.ts';

/** Above so many findings a count that no counter answers is estimated. */
const countable = 150_000;

const facetNames = [
  'kind',
  'tier',
  'severity',
  'state',
  'usage',
  'exposure',
  'assetKind',
  'fixable',
  'exploited',
  'running',
  'breached',
] as const satisfies readonly Dimension[];

export interface Facets {
  readonly total: number;
  readonly estimated?: true;
  readonly facets: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/**
 * How many findings a filter has, and how many there would be with each other word of a facet: a facet counts with all members
 * of the filter but its own.
 */
export async function countFacets(
  reader: SqlReader,
  filter: FindingFilter,
  reach: Reach,
): Promise<Facets> {
  const { tally, isEstimated } = await tallyOf(reader, filter, reach);
  const facets = facetNames.map((name) => {
    const counts: Record<string, number> = {};
    for (const traits of wantedTraits(tally, filter, name)) {
      const word = traitsOf(traits)[name];
      counts[word] = (counts[word] ?? 0) + (tally.get(traits) ?? 0);
    }
    return [name, counts] as const;
  });
  const total = wantedTraits(tally, filter).reduce((sum, one) => sum + (tally.get(one) ?? 0), 0);
  return {
    total,
    ...(isEstimated && { estimated: true as const }),
    facets: Object.fromEntries(facets),
  };
}

/** The tally of what a filter asks beyond traits, within reach. */
export async function tallyOf(
  reader: SqlReader,
  filter: FindingFilter,
  reach: Reach,
): Promise<{ readonly tally: Tally; readonly isEstimated: boolean }> {
  const plan = await planFilter(reader, filter, reach);
  if (plan.conditions.length === 0) return { tally: await readTally(reader), isEstimated: false };
  if (isPlacedOnly(filter)) return { tally: await placedTally(reader, plan), isEstimated: false };
  const rows = await reader.all(...sampled(plan));
  const tally = new Map(rows.map((row) => [numberOf(row, 'traits'), numberOf(row, 'n')]));
  const seen = [...tally.values()].reduce((sum, n) => sum + n, 0);
  return { tally, isEstimated: seen > countable };
}

function sampled({ conditions }: FilterPlan): [string, readonly SqlValue[]] {
  const where = conditions.map(({ sql }) => sql).join(' AND ');
  return [
    `SELECT traits, count(*) AS n FROM (SELECT f.traits AS traits FROM finding f WHERE ${where} LIMIT ${countable + 1}) few GROUP BY traits`,
    conditions.flatMap(({ values }) => values),
  ];
}

/** Whether nothing but places and traits is asked: then the assets of the places lead to all findings, by index alone. */
function isPlacedOnly(filter: FindingFilter): boolean {
  const others = [
    filter.q,
    filter.rule,
    filter.component,
    filter.owner,
    filter.since,
    filter.asset,
    filter.workload,
  ];
  return others.every((one) => one === undefined);
}

async function placedTally(reader: SqlReader, { conditions }: FilterPlan): Promise<Tally> {
  const rows = await reader.all(
    `SELECT f.traits AS traits, count(*) AS n FROM finding f WHERE ${conditions.map(({ sql }) => sql).join(' AND ')} GROUP BY +f.traits, f.traits`,
    conditions.flatMap(({ values }) => values),
  );
  return new Map(rows.map((row) => [numberOf(row, 'traits'), numberOf(row, 'n')]));
}
