import type { Reach } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import { placedWithin } from '../reach.ts';
import { textOf } from '../row.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import type { PageWish, RowPage } from './detection-query.ts';

/** Profiles within reach, by name; of one workload where it is given. Throws `input.malformed` for a cursor that is none. */
export async function listProfiles(
  reader: SqlReader,
  reach: Reach,
  { cursor, limit, workload }: PageWish & { readonly workload?: string | undefined },
): Promise<RowPage> {
  const within = placedWithin(reach, 'p');
  const last = cursor === undefined ? undefined : parseCursor(cursor, 'string');
  const rows = await reader.all(
    `SELECT p.name, p.node, p.image, p.workload_key, p.state, p.version, p.updated, p.behaviours, p.dimensions FROM behaviour_profile p WHERE ${within.sql} ${workload === undefined ? '' : 'AND p.workload = ?'}
     ${last === undefined ? '' : 'AND (p.name > ? OR (p.name = ? AND p.node > ?))'} ORDER BY p.name, p.node LIMIT ?`,
    [
      ...within.values,
      ...(workload === undefined ? [] : [Number(workload) || 0]),
      ...(last === undefined ? [] : [last.key, last.key, last.id]),
      limit + 1,
    ],
  );
  const page = rows.slice(0, limit);
  const end = page.at(-1);
  if (rows.length <= limit || end === undefined) return { rows: page };
  return { rows: page, next: formatCursor({ key: textOf(end, 'name'), id: textOf(end, 'node') }) };
}
