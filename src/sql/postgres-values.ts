import type { SqlRow, SqlValue } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { storable } from './value.ts';

/** Object ids of PostgreSQL's own types (pg_type.dat). */
const bool = 16;
const bytea = 17;
const numbers: ReadonlySet<number> = new Set([20, 21, 23, 26, 700, 701, 1700]);

/** Reads columns as the contract has them: numbers are numbers, truth is 0 or 1, everything unknown stays text. */
export const postgresTypes = {
  getTypeParser(type: number): (text: string) => SqlValue {
    if (numbers.has(type)) return toNumber;
    if (type === bool) return (text) => (text === 't' ? 1 : 0);
    if (type === bytea) return (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'));
    return (text) => text;
  },
};

/** Rows as the driver gives them, their columns read by `postgresTypes`. */
export function rowsOf(rows: readonly unknown[]): readonly SqlRow[] {
  return rows as readonly SqlRow[]; // every column went through a parser above
}

/** A value as the driver takes it. */
export function sent(value: SqlValue): string | number | null | Buffer {
  const kept = storable(value);
  if (kept instanceof Uint8Array) return Buffer.from(kept.buffer, kept.byteOffset, kept.byteLength);
  return kept;
}

function toNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new CaissonError('internal.bug', `the number ${text} cannot be read exactly`);
  return value;
}
