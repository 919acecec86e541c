import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { likeOf } from '../like.ts';
import { numberOfId } from '../own-number.ts';
import type { Condition } from '../reach.ts';
import { marks, numberOf, textOf } from '../row.ts';
import { joined, valuesOf } from '../statement.ts';
import { formatCursor, parseCursor } from './cursor.ts';

/** Which page. */
export interface PageWish {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page of rows, with the cursor of the next one. */
export interface RowPage {
  readonly rows: readonly SqlRow[];
  readonly next?: string;
}

type Kind = 'number' | 'string';

/** By which expression a list is sorted, and by which among equals: both in one direction. */
export interface PageOrder {
  readonly key: string;
  readonly kind: Kind;
  readonly id: string;
  readonly idKind: Kind;
  readonly direction: 'ASC' | 'DESC';
}

/** A list: `from` joins what `columns` and the conditions name. Conditions that are undefined were not asked for. */
export interface Listing {
  readonly columns: string;
  readonly from: string;
  readonly where: readonly (Condition | undefined)[];
  readonly order: PageOrder;
}

/** Reads one page of a list. Throws `input.malformed` for a cursor that is none of it. */
export async function readPage(
  reader: SqlReader,
  { columns, from, where, order }: Listing,
  { cursor, limit }: PageWish,
): Promise<RowPage> {
  const { key, id, direction } = order;
  const asked = [...where, cursor === undefined ? undefined : behind(order, cursor)];
  const conditions = asked.flatMap((one) => one ?? []);
  const rows = await reader.all(
    `SELECT ${columns}, ${key} AS sort_key, ${id} AS sort_id FROM ${from} WHERE ${joined(conditions)}
     ORDER BY ${key} ${direction}, ${id} ${direction} LIMIT ?`,
    [...valuesOf(conditions), limit + 1],
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  if (rows.length <= limit || last === undefined) return { rows: page };
  const position = {
    key: keyOf(last, 'sort_key', order.kind),
    id: String(keyOf(last, 'sort_id', order.idKind)),
  };
  return { rows: page, next: formatCursor(position) };
}

function behind({ key, kind, id, idKind, direction }: PageOrder, cursor: string): Condition {
  const last = parseCursor(cursor, kind);
  return {
    sql: `(${key}, ${id}) ${direction === 'ASC' ? '>' : '<'} (?, ?)`,
    values: [last.key, idKind === 'number' ? rowId(last.id) : last.id],
  };
}

function keyOf(row: SqlRow, column: string, kind: Kind): string | number {
  return kind === 'number' ? numberOf(row, column) : textOf(row, column);
}

/** A column that has a value, where one is asked for. */
export function equal(column: string, value: string | number | undefined): Condition | undefined {
  return value === undefined ? undefined : { sql: `${column} = ?`, values: [value] };
}

/** A column that holds the own number of something, as the API writes it. */
export function ofId(column: string, id: string | undefined): Condition | undefined {
  return equal(column, id === undefined ? undefined : rowId(id));
}

/** A column that has one of the values, where some are asked for. */
export function oneOf(column: string, values: readonly string[] = []): Condition | undefined {
  return values.length === 0 ? undefined : { sql: `${column} IN (${marks(values)})`, values };
}

/** Any of the columns holds the text, whatever its case. */
export function holding(
  columns: readonly string[],
  text: string | undefined,
): Condition | undefined {
  if (text === undefined) return undefined;
  const pattern = likeOf(text);
  return {
    sql: `(${columns.map((column) => `lower(${column}) LIKE ? ESCAPE '!'`).join(' OR ')})`,
    values: columns.map(() => pattern),
  };
}

/** An own number as the API writes it; one that is none matches nothing. */
export function rowId(text: string): number {
  return numberOfId(text) ?? -1;
}
