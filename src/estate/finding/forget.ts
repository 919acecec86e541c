import type { SqlDatabase, SqlWriter } from '#contract/sql.ts';
import { marks, numberOf } from '../row.ts';
import { settleCounters, takeCensus } from './tally.ts';

const atOnce = 500;

/**
 * Forgets findings that were fixed before a time, with their history, and takes them out of every counter but those of the days
 * that are past. Transactions of at most 500 findings, so that nobody waits. Answers how many it forgot.
 */
export async function forgetFixed(database: SqlDatabase, before: number): Promise<number> {
  let [total, last] = [0, atOnce];
  while (last === atOnce) {
    last = await database.transaction((tx) => forgetSome(tx, before));
    total += last;
  }
  return total;
}

async function forgetSome(tx: SqlWriter, before: number): Promise<number> {
  const rows = await tx.all(
    `SELECT id, asset FROM finding WHERE state = 'fixed' AND fixed_at < ? ORDER BY fixed_at, id LIMIT ?`,
    [before, atOnce],
  );
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => numberOf(row, 'id'));
  const census = await takeCensus(tx, [...new Set(rows.map((row) => numberOf(row, 'asset')))]);
  await tx.run(`DELETE FROM finding_history WHERE finding IN (${marks(ids)})`, ids);
  await tx.run(`DELETE FROM finding WHERE id IN (${marks(ids)})`, ids);
  await settleCounters(tx, census);
  return rows.length;
}
