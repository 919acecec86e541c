import type { SqlRow, SqlValue } from '#contract/sql.ts';

/** Text from outside as a column takes it: bounded, and without the one character that PostgreSQL has no place for. */
export function columnText(text: string | undefined, most = 2000): string {
  if (text === undefined) return '';
  const short = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return short.toWellFormed().replaceAll('\0', '\ufffd');
}

/** A whole number as a column takes it. */
export function columnTime(time: number): number {
  return Number.isFinite(time) ? Math.round(Math.min(Math.max(time, 0), maxTime)) : 0;
}
const maxTime = 8_640_000_000_000_000;

/** A column that holds text. */
export function textOf(row: SqlRow, column: string): string {
  const value = row[column];
  return value === null || value === undefined ? '' : String(value);
}

/** A column that holds a number. */
export function numberOf(row: SqlRow, column: string): number {
  return Number(row[column] ?? 0);
}

/** A column that may be empty. */
export function optionalNumber(row: SqlRow, column: string): number | undefined {
  const value = row[column];
  return value === null || value === undefined ? undefined : Number(value);
}

/** Question marks for a list of values: never more than a statement takes, so give lists in parts of `listPart`. */
export function marks(values: readonly SqlValue[]): string {
  return values.map(() => '?').join(', ');
}
const listPart = 400;

/** A list in parts that statements take. */
export function* inParts<Item>(
  items: readonly Item[],
  size = listPart,
): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

/** JSON text of a column that this program wrote. */
export function listColumn(row: SqlRow, column: string): readonly string[] {
  const value: unknown = JSON.parse(textOf(row, column) || '[]');
  return Array.isArray(value) ? value.map(String) : [];
}
