import type { SqlReader } from '#contract/sql.ts';
import { numberOf } from '../row.ts';
import type { FindingFilter } from './filter.ts';
import { type Dimension, dimensionNames, hasWordOf } from './traits.ts';

/** Traits that occur, with how many findings have them. */
export type Tally = ReadonlyMap<number, number>;

/** Reads the tally of the whole installation: callers must not learn counts of it that are beyond their reach. */
export async function readTally(reader: SqlReader): Promise<Tally> {
  const rows = await reader.all(
    'SELECT traits, sum(n) AS n FROM finding_tally GROUP BY traits HAVING sum(n) > 0',
  );
  return new Map(rows.map((row) => [numberOf(row, 'traits'), numberOf(row, 'n')]));
}

/** Those traits that a filter wants; `except` leaves one of its members out. */
export function wantedTraits(
  tally: Tally,
  filter: FindingFilter,
  except?: Dimension,
): readonly number[] {
  const tests = dimensionNames.flatMap((name) => {
    const value = filter[name];
    if (value === undefined || name === except) return [];
    return [hasWordOf(name, new Set(Array.isArray(value) ? value : [`${value}`]))];
  });
  return [...tally.keys()].filter((traits) => tests.every((test) => test(traits)));
}
