import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { placedWithin } from '../reach.ts';
import { before, type PageWish, pageOf, type RowPage } from './detection-query.ts';

const columns =
  'a.id, a.created, a.requester, a.node, a.body, a.cluster, a.namespace, a.repository, a.workload';

/** Actions within reach, newest first. */
export async function listActions(
  reader: SqlReader,
  reach: Reach,
  wish: PageWish & {
    readonly incident?: string | undefined;
    readonly active?: boolean | undefined;
  },
): Promise<RowPage> {
  const { incident, active, cursor, limit } = wish;
  const within = placedWithin(reach, 'a');
  const behind = cursor === undefined ? undefined : before('a.created', 'a.id', cursor);
  const rows = await reader.all(
    `SELECT ${columns} FROM response_action a WHERE ${within.sql} ${incident === undefined ? '' : 'AND a.incident = ?'}
     ${active === undefined ? '' : 'AND a.is_open = ?'} ${behind === undefined ? '' : `AND ${behind[0]}`} ORDER BY a.created DESC, a.id DESC LIMIT ?`,
    [
      ...within.values,
      ...(incident === undefined ? [] : [incident]),
      ...(active === undefined ? [] : [active ? 1 : 0]),
      ...(behind?.[1] ?? []),
      limit + 1,
    ],
  );
  return pageOf(rows, limit, 'created');
}

/** One action; undefined where it is not there or out of reach. */
export async function readAction(
  reader: SqlReader,
  reach: Reach,
  id: string,
): Promise<SqlRow | undefined> {
  const within = placedWithin(reach, 'a');
  return await reader.first(
    `SELECT ${columns} FROM response_action a WHERE a.id = ? AND ${within.sql}`,
    [id, ...within.values],
  );
}
