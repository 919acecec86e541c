import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { assetWithin } from '../reach.ts';
import {
  equal,
  holding,
  type PageOrder,
  type PageWish,
  type RowPage,
  readPage,
  rowId,
} from './page.ts';

const columns = `a.id, a.name, a.os AS asset_os, a.cluster AS asset_cluster, a.last_seen AS asset_seen, a.scanned_at, a.scan_error, a.gaps, a.components, a.facts,
  a.p0, a.p1, a.p2, a.p3, a.p4, a.fixable, a.exploited, n.os, n.kernel, n.cluster, n.sensor, n.reason, n.last_seen, n.lost, n.containers, n.abilities, n.covered_since`;

const byName: PageOrder = {
  key: 'a.name',
  kind: 'string',
  id: 'a.id',
  idKind: 'number',
  direction: 'ASC',
};

/** Machines within reach, by name. Throws `input.malformed` for a cursor that is none. */
export async function listHosts(
  reader: SqlReader,
  reach: Reach,
  wish: PageWish & { readonly q?: string | undefined; readonly cluster?: string | undefined },
): Promise<RowPage> {
  const where = [
    equal('a.kind', 'host'),
    assetWithin(reach, 'a.id'),
    holding(['a.name', 'a.os'], wish.q),
    equal('n.cluster', wish.cluster),
  ];
  const from = 'asset a LEFT JOIN node n ON n.asset = a.id';
  return await readPage(reader, { columns, from, where, order: byName }, wish);
}

/** One machine; undefined where it is not there or out of reach. */
export async function readHost(
  reader: SqlReader,
  reach: Reach,
  id: string,
): Promise<SqlRow | undefined> {
  const within = assetWithin(reach, 'a.id');
  return await reader.first(
    `SELECT ${columns} FROM asset a LEFT JOIN node n ON n.asset = a.id WHERE a.kind = 'host' AND a.id = ? AND ${within.sql}`,
    [rowId(id), ...within.values],
  );
}
