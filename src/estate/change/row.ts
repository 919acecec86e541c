import type { SqlRow } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';

/** A column that holds text. Throws `internal.bug` when the statement does not answer it. */
export function textOf(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new CaissonError('internal.bug', `column "${column}" holds no text`);
}

/** A column that holds a number; PostgreSQL answers sums as text. Throws `internal.bug` when the statement does not answer it. */
export function numberOf(row: SqlRow, column: string): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && value !== '' && Number.isFinite(Number(value)))
    return Number(value);
  throw new CaissonError('internal.bug', `column "${column}" holds no number`);
}

/** A column that may be empty. */
export function optionalNumberOf(row: SqlRow, column: string): number | undefined {
  return row[column] === null ? undefined : numberOf(row, column);
}
