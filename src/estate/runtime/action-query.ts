import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { placedWithin } from '../reach.ts';
import { equal, type PageOrder, type PageWish, type RowPage, readPage } from './page.ts';

const columns =
  'a.id, a.created, a.requester, a.node, a.body, a.cluster, a.namespace, a.repository, a.workload';

const newestFirst: PageOrder = {
  key: 'a.created',
  kind: 'number',
  id: 'a.id',
  idKind: 'string',
  direction: 'DESC',
};

/** Actions within reach, newest first. */
export async function listActions(
  reader: SqlReader,
  reach: Reach,
  wish: PageWish & {
    readonly incident?: string | undefined;
    readonly active?: boolean | undefined;
  },
): Promise<RowPage> {
  const { incident, active } = wish;
  const where = [
    placedWithin(reach, 'a'),
    equal('a.incident', incident),
    equal('a.is_open', active === undefined ? undefined : Number(active)),
  ];
  const from = 'response_action a';
  return await readPage(reader, { columns, from, where, order: newestFirst }, wish);
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
