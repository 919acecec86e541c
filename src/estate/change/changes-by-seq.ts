import type { StoredChange } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import { marks } from '../row.ts';
import { storedColumns, toStoredChange } from './stored-change.ts';

/** Some changes by their number; those that are no longer kept are missing. Not bound to a reach. */
export async function changesBySeq(
  reader: SqlReader,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, StoredChange>> {
  const rows = await reader.all(
    `SELECT ${storedColumns} FROM change_log c WHERE c.seq IN (${marks(seqs)})`,
    seqs,
  );
  return new Map(rows.map(toStoredChange).map((change) => [change.seq, change]));
}
