import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { numberOf, storable } from '../row.ts';
import { joined, valuesOf } from '../statement.ts';
import { type FindingFilter, isNothingBut } from './filter.ts';
import { type FilterPlan, planFilter } from './plan.ts';
import { faultsHolding, isOfManyFaults } from './text.ts';
import { dimensionNames, wordOf } from './traits.ts';
import { readTally, type Tally, wantedTraits } from './wanted-traits.ts';

/** Above so many findings a count that no counter answers is estimated. */
const countable = 150_000;

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
  const facets = dimensionNames.map((name) => {
    const counts: Record<string, number> = {};
    for (const traits of wantedTraits(tally, filter, name)) {
      const word = wordOf(traits, name);
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
  if (reach === 'all' && isNothingBut(filter, ['q']) && isOfManyFaults(plan.text))
    return { tally: await tallyOfText(reader, filter.q ?? ''), isEstimated: true };
  if (isPlacedOnly(filter)) return { tally: await placedTally(reader, plan), isEstimated: false };
  return sampledTally(reader, plan);
}

/** What each way leads to, counted up to a bound. */
async function sampledTally(
  reader: SqlReader,
  { ways }: FilterPlan,
): Promise<{ readonly tally: Tally; readonly isEstimated: boolean }> {
  const tally = new Map<number, number>();
  let isEstimated = false;
  for (const way of ways) {
    const rows = await reader.all(
      `SELECT traits, count(*) AS n FROM (SELECT f.traits AS traits FROM finding f WHERE ${joined(way)} LIMIT ${countable + 1}) few GROUP BY traits`,
      valuesOf(way),
    );
    const found = toTally(rows);
    for (const [traits, n] of found) tally.set(traits, (tally.get(traits) ?? 0) + n);
    isEstimated ||= found.values().reduce((sum, n) => sum + n, 0) > countable;
  }
  return { tally, isEstimated };
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

/**
 * A text that much holds: counted by faults, each whole, which is near enough. The plus has the tally read from end to end, in an
 * index that has its order: to look each of so many faults up takes ten times as long.
 */
async function tallyOfText(reader: SqlReader, text: string): Promise<Tally> {
  const faults = faultsHolding(text);
  return toTally(
    await reader.all(
      `SELECT t.traits AS traits, sum(t.n) AS n FROM vulnerability_tally t
       WHERE t.traits >= 0 AND t.n > 0 AND +t.vulnerability IN (${faults.sql}) GROUP BY t.traits`,
      faults.values,
    ),
  );
}

function toTally(rows: readonly SqlRow[]): Tally {
  return new Map(rows.map((row) => [numberOf(row, 'traits'), numberOf(row, 'n')]));
}

async function placedTally(reader: SqlReader, { conditions }: FilterPlan): Promise<Tally> {
  return toTally(
    await reader.all(
      `SELECT f.traits AS traits, count(*) AS n FROM finding f WHERE ${joined(conditions)} GROUP BY +f.traits, f.traits`,
      valuesOf(conditions),
    ),
  );
}
