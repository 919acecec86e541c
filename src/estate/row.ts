import type { SqlRow, SqlValue } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';

/** A row as `first` answers it: none is a fault of the statement where its columns are read. */
type MaybeRow = SqlRow | undefined;

/** A column that always holds text. Throws `internal.bug` where it is empty or the statement does not answer it. */
export function textOf(row: MaybeRow, column: string): string {
  const value = row?.[column];
  if (typeof value === 'string') return value;
  throw new CaissonError('internal.bug', `column "${column}" holds no text`);
}

/** A column that always holds a number. Throws `internal.bug` where it is empty or the statement does not answer it. */
export function numberOf(row: MaybeRow, column: string): number {
  const value = row?.[column];
  if (typeof value === 'number') return value;
  throw new CaissonError('internal.bug', `column "${column}" holds no number`);
}

/** An own number as the wire has it. */
export function idOf(row: MaybeRow, column = 'id'): string {
  return `${numberOf(row, column)}`;
}

/** A text column that may be empty, as those of an outer join are; it must be in the answer all the same. */
export function optionalTextOf(row: SqlRow, column: string): string | undefined {
  return row[column] === null ? undefined : textOf(row, column);
}

/** A number column that may be empty; it must be in the answer all the same. */
export function optionalNumberOf(row: SqlRow, column: string): number | undefined {
  return row[column] === null ? undefined : numberOf(row, column);
}

/** A column of JSON that we wrote as an object; empty where it is not one. */
export function recordOf(row: MaybeRow, column: string): Readonly<Record<string, unknown>> {
  const value = parseJson(textOf(row, column), column);
  return isRecord(value) ? value : {};
}

/** A column of JSON that we wrote as a list of words; empty where it is not one. */
export function listOf(row: MaybeRow, column: string): readonly string[] {
  const value = parseJson(textOf(row, column), column);
  return Array.isArray(value) ? value.map(String) : [];
}

/**
 * Text from outside as a column takes it: at most that many characters (`…` stands for what was cut off), without halves of
 * surrogate pairs and without NUL, which PostgreSQL has no place for. The same text always gives the same one: it may be compared.
 */
export function storable(text: string | undefined, most = 2000): string {
  if (text === undefined) return '';
  const short = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return short.toWellFormed().replaceAll('\0', '\uFFFD');
}

const maxTime = 8_640_000_000_000_000;

/** A time from outside as a column takes it: whole, and one that a calendar has. */
export function storableTime(time: number): number {
  return Number.isFinite(time) ? Math.round(Math.min(Math.max(time, 0), maxTime)) : 0;
}

/** `?, ?, ?` for those values. Never more than a statement takes: give long lists `inParts`. */
export function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

/** A list in parts that statements take. */
export function* inParts<Item>(items: readonly Item[], size = 400): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

/**
 * The next power of two, so that a statement for "some values" has few forms: engines keep prepared statements by their text.
 * The list is filled up with its last value.
 */
export function padded(values: readonly SqlValue[]): readonly SqlValue[] {
  const last = values.at(-1);
  if (last === undefined) return values;
  const size = 2 ** Math.ceil(Math.log2(values.length));
  return [...values, ...Array.from({ length: size - values.length }, () => last)];
}
