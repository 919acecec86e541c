import type { SqlRow, SqlValue } from '#contract/sql.ts';
import { isRecord, parseJson } from '#kit/json.ts';

const maxText = 16_000;

/** A text column; empty where there is none. */
export function textOf(row: SqlRow, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : '';
}

/** A number column; 0 where there is none. */
export function numberOf(row: SqlRow, name: string): number {
  return Number(row[name] ?? 0);
}

/** A number column that may be absent. */
export function maybeNumber(row: SqlRow, name: string): number | undefined {
  const value = row[name];
  return value === null || value === undefined ? undefined : Number(value);
}

/** A column of JSON that we wrote as an object; empty where it is not one. */
export function recordOf(row: SqlRow, name: string): Readonly<Record<string, unknown>> {
  const text = textOf(row, name);
  if (text === '') return {};
  const value = parseJson(text, name);
  return isRecord(value) ? value : {};
}

/** Text from outside as a column takes it: bounded, without halves of surrogate pairs and without NUL, which PostgreSQL refuses. */
export function storable(text: string, limit = maxText): string {
  return text.slice(0, limit).toWellFormed().replaceAll('\0', '\uFFFD');
}

/** `?, ?, ?` for that many values. */
export function places(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}

/** Parts of a list, each of at most `size` members. */
export function* chunks<Item>(items: readonly Item[], size: number): Iterable<readonly Item[]> {
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

/** A name in a form whose order is the same in every engine and language: lower case, its first 24 bytes in hex. */
export function labelOf(name: string): string {
  return Buffer.from(storable(name, 80).toLowerCase()).subarray(0, 24).toString('hex');
}
