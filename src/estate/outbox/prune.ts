import type { SqlDatabase } from '#contract/sql.ts';
import { numberOf } from '../row.ts';

const atOnce = 5000;
const weekMs = 7 * 86_400_000;
const deadKeptMs = 30 * 86_400_000;

/** How much of the change log is kept. */
export interface ChangeRetention {
  /** Never less than 7 days while there is room. */
  readonly keepMs: number;
  /** Above it the oldest go that every destination has passed, however young. */
  readonly maxBytes: number;
}

/**
 * Removes what every destination has passed and is old (or in the way): changes with their settled deliveries. What is still
 * to be delivered is never touched; dead letters are kept for 30 days. Answers how many changes went.
 */
export async function pruneChanges(
  database: SqlDatabase,
  { keepMs, maxBytes }: ChangeRetention,
  now: number,
): Promise<number> {
  const old = now - Math.max(keepMs, weekMs);
  let removed = await removeBefore(database, old, now);
  for (let turn = 0; turn < 200 && (await sizeBytes(database)) > maxBytes; turn += 1) {
    const more = await removeBefore(database, now, now, atOnce);
    if (more === 0) break;
    removed += more;
  }
  return removed;
}

async function removeBefore(
  database: SqlDatabase,
  before: number,
  now: number,
  most = 1_000_000,
): Promise<number> {
  let removed = 0;
  while (removed < most) {
    const some = await removeSome(database, before, now);
    removed += some;
    if (some < atOnce) break;
  }
  return removed;
}

/** The newest change stays: its number is where the next reader starts. */
function removeSome(database: SqlDatabase, before: number, now: number): Promise<number> {
  return database.transaction(async (tx) => {
    const bounds = await tx.first(
      `SELECT last, coalesce((SELECT min(position) FROM destination WHERE enabled = 1), last) AS passed FROM change_position WHERE one = 1`,
    );
    const last = numberOf(bounds, 'last') - 1;
    const upTo = Math.min(last, numberOf(bounds, 'passed'));
    const rows = await tx.all(
      `SELECT seq FROM change_log c WHERE c.seq <= ? AND c.happened < ? AND NOT EXISTS (
         SELECT 1 FROM delivery d WHERE d.seq = c.seq AND (d.unsettled = 1 OR (d.state = 'dead' AND d.queued_at >= ?))) ORDER BY c.seq LIMIT ${atOnce}`,
      [upTo, before, now - deadKeptMs],
    );
    const numbers = rows.map((row) => [numberOf(row, 'seq')]);
    await tx.runMany('DELETE FROM delivery WHERE seq = ? AND unsettled = 0', numbers);
    await tx.runMany('DELETE FROM change_log WHERE seq = ?', numbers);
    return numbers.length;
  });
}

async function sizeBytes(database: SqlDatabase): Promise<number> {
  const row = await database.first('SELECT coalesce(sum(size_bytes), 0) AS total FROM change_log');
  return numberOf(row, 'total');
}
