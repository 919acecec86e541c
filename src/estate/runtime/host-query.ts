import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow, SqlValue } from '#contract/sql.ts';
import { assetWithin } from '../reach.ts';
import { idOf, textOf } from '../row.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import { equal, like, type PageWish, type RowPage, rowId } from './detection-query.ts';

const columns = `a.id, a.name, a.os AS asset_os, a.cluster AS asset_cluster, a.last_seen AS asset_seen, a.scanned_at, a.scan_error, a.gaps, a.components, a.facts,
  a.p0, a.p1, a.p2, a.p3, a.p4, a.fixable, a.exploited, n.os, n.kernel, n.cluster, n.sensor, n.reason, n.last_seen, n.lost, n.containers, n.abilities, n.covered_since`;

/** Machines within reach, by name. Throws `input.malformed` for a cursor that is none. */
export async function listHosts(
  reader: SqlReader,
  reach: Reach,
  wish: PageWish & { readonly q?: string | undefined; readonly cluster?: string | undefined },
): Promise<RowPage> {
  const within = assetWithin(reach, 'a.id');
  const { q, cluster, cursor, limit } = wish;
  const parts: (Part | undefined)[] = [
    [within.sql, within.values],
    q === undefined ? undefined : like(['a.name', 'a.os'], q),
    equal('n.cluster', cluster),
    cursor === undefined ? undefined : behind(cursor),
  ];
  const where = parts.flatMap((part) => (part === undefined ? [] : [part]));
  const rows = await reader.all(
    `SELECT ${columns} FROM asset a LEFT JOIN node n ON n.asset = a.id WHERE a.kind = 'host' AND ${where.map(([sql]) => sql).join(' AND ')}
     ORDER BY a.name, a.id LIMIT ?`,
    [...where.flatMap(([, values]) => values), limit + 1],
  );
  const page = rows.slice(0, limit);
  const end = page.at(-1);
  if (rows.length <= limit || end === undefined) return { rows: page };
  return { rows: page, next: formatCursor({ key: textOf(end, 'name'), id: idOf(end) }) };
}

type Part = readonly [sql: string, values: readonly SqlValue[]];

function behind(cursor: string): Part {
  const { key, id } = parseCursor(cursor, 'string');
  return ['(a.name > ? OR (a.name = ? AND a.id > ?))', [key, key, rowId(id)]];
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
