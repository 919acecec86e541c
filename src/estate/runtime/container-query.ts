import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { placedWithin } from '../reach.ts';

/** A container that runs, with its place, by its id or its name; undefined where it is not there, out of reach, or could be several. */
export async function containerWithin(
  reader: SqlReader,
  reach: Reach,
  word: string,
): Promise<SqlRow | undefined> {
  const within = placedWithin(reach, 'w');
  const rows = await reader.all(
    `SELECT c.id, c.name, c.node, c.workload, w.cluster, w.namespace, w.repository FROM container c JOIN workload w ON w.id = c.workload
     WHERE c.gone_at IS NULL AND (c.id = ? OR c.name = ?) AND ${within.sql} LIMIT 2`,
    [word, word, ...within.values],
  );
  return rows.length === 1 ? rows[0] : rows.find(({ id }) => id === word);
}
