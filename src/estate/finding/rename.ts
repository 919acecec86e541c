import type { SqlRow } from '#contract/sql.ts';
import { numberOf, textOf } from '../row.ts';
import type { StagedFinding } from './staged.ts';

/** A stored finding with the fingerprint that it has from now on. */
export interface KnownRow {
  readonly row: SqlRow;
  readonly fingerprint: string;
}

/**
 * Finds stored findings again whose fault got another name (an alias became the canonical id): they keep their row, and with it
 * owner, decisions, clock and history. Of several that are the same now, the one that is not fixed and came first goes on.
 */
export function renamedRows(
  rows: readonly SqlRow[],
  staged: ReadonlyMap<string, StagedFinding>,
): readonly KnownRow[] {
  const stored = new Map(rows.map((row) => [textOf(row, 'fingerprint'), row]));
  const renamed = new Map<SqlRow, string>();
  for (const [fingerprint, { formerly = [] }] of staged) {
    if (stored.has(fingerprint)) continue;
    const former = formerly
      .filter((one) => !staged.has(one))
      .map((one) => stored.get(one))
      .filter((row) => row !== undefined)
      .filter((row) => !renamed.has(row))
      .toSorted(compareAge)[0];
    if (former !== undefined) renamed.set(former, fingerprint);
  }
  return rows.map((row) => ({
    row,
    fingerprint: renamed.get(row) ?? textOf(row, 'fingerprint'),
  }));
}

function compareAge(a: SqlRow, b: SqlRow): number {
  const [fixed, other] = [a, b].map((row) => Number(textOf(row, 'state') === 'fixed'));
  return (fixed ?? 0) - (other ?? 0) || numberOf(a, 'id') - numberOf(b, 'id');
}
