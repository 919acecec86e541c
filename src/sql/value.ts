import type { SqlValue } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';

/**
 * A value as both engines take it. NUL is no character of PostgreSQL's text, so it becomes U+FFFD on both; numbers that a
 * column could not give back exactly are refused (`internal.bug`).
 */
export function storable(value: SqlValue): SqlValue {
  if (typeof value === 'string')
    return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
  if (typeof value === 'number') return exact(value);
  return value;
}

function exact(value: number): number {
  const isExact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (isExact) return value;
  throw new CaissonError('internal.bug', `the number ${value} cannot be stored exactly`);
}
