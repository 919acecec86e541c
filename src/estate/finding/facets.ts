import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow, SqlValue } from '#contract/sql.ts';
import { numberOf, storable } from '../row.ts';
import {
  type FilterPlan,
  type FindingFilter,
  likeOf,
  planFilter,
  readTally,
  type Tally,
  wantedTraits,
} from './filter.ts';
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
async function tallyOf(
  reader: SqlReader,
  filter: FindingFilter,
  reach: Reach,
): Promise<{ readonly tally: Tally; readonly isEstimated: boolean }> {
  if (reach === 'all' && filter.rule !== undefined && isNothingBut(filter, ['rule']))
    return { tally: await tallyOfRule(reader, filter.rule), isEstimated: false };
  const plan = await planFilter(reader, filter, reach, 'count');
  if (plan.conditions.length === 0) return { tally: await readTally(reader), isEstimated: false };
  if (reach === 'all' && plan.path === 'order' && isNothingBut(filter, ['q']))
    return { tally: await tallyOfText(reader, filter.q ?? ''), isEstimated: true };
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

const beyondTraits = [
  'q',
  'rule',
  'component',
  'owner',
  'since',
  'asset',
  'workload',
  'cluster',
  'namespace',
  'repository',
] as const satisfies readonly (keyof FindingFilter)[];

/** Whether of all that is not a trait only these are asked. */
function isNothingBut(
  filter: FindingFilter,
  names: readonly (typeof beyondTraits)[number][],
): boolean {
  return beyondTraits.every((name) => filter[name] === undefined || names.includes(name));
}

/** Whether nothing but places and traits is asked: then the assets of the places lead to all findings, by index alone. */
function isPlacedOnly(filter: FindingFilter): boolean {
  return isNothingBut(filter, ['cluster', 'namespace', 'repository']);
}

/** Of one rule the counters of its fault know everything. */
async function tallyOfRule(reader: SqlReader, rule: string): Promise<Tally> {
  return toTally(
    await reader.all(
      `SELECT t.traits AS traits, sum(t.n) AS n FROM vulnerability v JOIN vulnerability_tally t ON t.vulnerability = v.id
       WHERE v.folded = ? AND t.traits >= 0 AND t.n > 0 GROUP BY t.traits`,
      [storable(rule.toLowerCase(), 300)],
    ),
  );
}

/** A text that much holds: counted by faults, each whole, which is near enough. */
async function tallyOfText(reader: SqlReader, text: string): Promise<Tally> {
  const like = likeOf(text);
  return toTally(
    await reader.all(
      `SELECT t.traits AS traits, sum(t.n) AS n FROM vulnerability_tally t WHERE t.traits >= 0 AND t.n > 0 AND t.vulnerability IN (
         SELECT v.id FROM problem p JOIN vulnerability v ON v.kind = p.kind AND v.folded = lower(p.rule) LEFT JOIN component c ON c.id = p.component
         WHERE lower(p.rule) LIKE ? ESCAPE '!' OR lower(p.title) LIKE ? ESCAPE '!' OR lower(c.name) LIKE ? ESCAPE '!') GROUP BY t.traits`,
      [like, like, like],
    ),
  );
}

function toTally(rows: readonly SqlRow[]): Tally {
  return new Map(rows.map((row) => [numberOf(row, 'traits'), numberOf(row, 'n')]));
}

async function placedTally(reader: SqlReader, { conditions }: FilterPlan): Promise<Tally> {
  const rows = await reader.all(
    `SELECT f.traits AS traits, count(*) AS n FROM finding f WHERE ${conditions.map(({ sql }) => sql).join(' AND ')} GROUP BY +f.traits, f.traits`,
    conditions.flatMap(({ values }) => values),
  );
  return new Map(rows.map((row) => [numberOf(row, 'traits'), numberOf(row, 'n')]));
}
