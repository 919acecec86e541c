import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow, SqlValue } from '#contract/sql.ts';
import { placedWithin } from '../reach.ts';
import { marks, numberOf, textOf } from '../row.ts';
import { formatCursor, parseCursor } from './cursor.ts';

/** Which detections. Times in milliseconds since the Unix epoch. */
export interface DetectionSelection {
  readonly severity?: readonly string[] | undefined;
  readonly rule?: string | undefined;
  readonly workload?: string | undefined;
  readonly incident?: string | undefined;
  readonly namespace?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly q?: string | undefined;
}

/** One page of rows, with the cursor of the next one. */
export interface RowPage {
  readonly rows: readonly SqlRow[];
  readonly next?: string;
}

/** Which page. */
export interface PageWish {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Columns of a detection with the name of its workload. */
const columns = `d.id, d.happened, d.received, d.node, d.workload, d.container, d.cluster, d.namespace, d.repository, d.kind, d.rule, d.rule_id, d.priority,
  d.severity, d.process, d.output, d.tags, d.n, d.incident, d.incomplete, w.name AS workload_name`;

/** Detections within reach, newest first. Throws `input.malformed` for a cursor that is none. */
export async function listDetections(
  reader: SqlReader,
  reach: Reach,
  wish: DetectionSelection & PageWish,
): Promise<RowPage> {
  const where = conditionsOf(wish);
  const within = placedWithin(reach, 'd');
  where.push([within.sql, within.values]);
  if (wish.cursor !== undefined) where.push(before('d.happened', 'd.id', wish.cursor));
  const rows = await reader.all(
    `SELECT ${columns} FROM detection d LEFT JOIN workload w ON w.id = d.workload WHERE ${where.map(([sql]) => sql).join(' AND ')}
     ORDER BY d.happened DESC, d.id DESC LIMIT ?`,
    [...where.flatMap(([, values]) => values), wish.limit + 1],
  );
  return pageOf(rows, wish.limit, 'happened');
}

/** One detection with its body; undefined where it is not there or out of reach. */
export async function readDetection(
  reader: SqlReader,
  reach: Reach,
  id: string,
): Promise<SqlRow | undefined> {
  const within = placedWithin(reach, 'd');
  return await reader.first(
    `SELECT ${columns}, b.body FROM detection d JOIN detection_body b ON b.id = d.id LEFT JOIN workload w ON w.id = d.workload WHERE d.id = ? AND ${within.sql}`,
    [id, ...within.values],
  );
}

/** Counts by hour and severity since a time. */
export async function countByHour(
  reader: SqlReader,
  reach: Reach,
  { since, workload }: { readonly since: number; readonly workload?: string | undefined },
): Promise<readonly { readonly hour: number; readonly severity: string; readonly n: number }[]> {
  const within = placedWithin(reach, 'h');
  const one = workload === undefined ? '' : 'AND h.workload = ?';
  const rows = await reader.all(
    `SELECT h.hour, h.severity, sum(h.n) AS n FROM detection_hour h WHERE h.hour >= ? AND ${within.sql} ${one} GROUP BY h.hour, h.severity ORDER BY h.hour`,
    [since, ...within.values, ...(workload === undefined ? [] : [rowId(workload)])],
  );
  return rows.map((row) => ({
    hour: numberOf(row, 'hour'),
    severity: textOf(row, 'severity'),
    n: numberOf(row, 'n'),
  }));
}

type Part = readonly [sql: string, values: readonly SqlValue[]];

function conditionsOf(wish: DetectionSelection): Part[] {
  const { severity, rule, workload, incident, namespace, from, to, q } = wish;
  const parts: (Part | undefined)[] = [
    severity && severity.length > 0 ? [`d.severity IN (${marks(severity)})`, severity] : undefined,
    equal('d.rule', rule),
    workload === undefined ? undefined : ['d.workload = ?', [rowId(workload)]],
    equal('d.incident', incident),
    equal('d.namespace', namespace),
    from === undefined ? undefined : ['d.happened >= ?', [Math.round(from)]],
    to === undefined ? undefined : ['d.happened < ?', [Math.round(to)]],
    q === undefined
      ? undefined
      : like(['d.rule', 'd.output', 'd.process', 'd.container', 'd.node'], q),
  ];
  return parts.flatMap((part) => (part === undefined ? [] : [part]));
}

/** A column that has a value, where one is asked for. */
export function equal(column: string, value: string | undefined): Part | undefined {
  return value === undefined ? undefined : [`${column} = ?`, [value]];
}

/** Any of the columns holds the text, whatever its case. */
export function like(of: readonly string[], text: string): Part {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/gu, '\\$&')}%`;
  const each = of.map((column) => `lower(${column}) LIKE ? ESCAPE '\\'`);
  return [`(${each.join(' OR ')})`, of.map(() => pattern)];
}

/** Rows behind a cursor of a list that is sorted by a number, falling, then by id, falling. */
export function before(column: string, id: string, cursor: string): Part {
  const { key, id: last } = parseCursor(cursor, 'number');
  return [`(${column} < ? OR (${column} = ? AND ${id} < ?))`, [key, key, last]];
}

/** Cuts a page out of one row more than was asked for. */
export function pageOf(rows: readonly SqlRow[], limit: number, key: string): RowPage {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  if (rows.length <= limit || last === undefined) return { rows: page };
  return { rows: page, next: formatCursor({ key: numberOf(last, key), id: textOf(last, 'id') }) };
}

/** An own number as the API writes it; one that is none matches nothing. */
export function rowId(text: string): number {
  return /^\d{1,15}$/u.test(text) ? Number(text) : -1;
}
