import type { SqlValue } from '#contract/sql.ts';
import { numbered } from './placeholders.ts';

const insert =
  /^\s*(INSERT\s+INTO\s+\w+\s*(?:\([^()]*\))?\s*)VALUES\s*\(([^()]*)\)(\s*ON\s+CONFLICT[^?]*DO\s+NOTHING)?\s*$/iu;

/** An `INSERT … VALUES` that can be done for many rows at once, by `unnest` of one array a column. */
export interface BulkInsert {
  readonly head: string;
  readonly items: string;
  readonly tail: string;
}

/** Undefined for statements whose rows may depend on one another (`DO UPDATE`, `UPDATE`): those go one by one, in a pipeline. */
export function bulkInsertOf(sql: string): BulkInsert | undefined {
  const parts = insert.exec(sql);
  const [, head, items, tail = ''] = parts ?? [];
  if (head === undefined || items === undefined) return undefined;
  return { head, items: numbered(items), tail };
}

/** The statement for many rows; `types` are those that the server found for its values. */
export function bulkText({ head, items, tail }: BulkInsert, types: readonly string[]): string {
  const picked = items.replace(/\$(\d+)/gu, 'v.c$1');
  const arrays = types.map((type, at) => `$${at + 1}::${type}[]`).join(', ');
  const names = types.map((_, at) => `c${at + 1}`).join(', ');
  return `${head} SELECT ${picked} FROM unnest(${arrays}) AS v (${names})${tail}`;
}

/** One array a column. */
export function columnsOf<Value>(
  rows: readonly (readonly SqlValue[])[],
  width: number,
  toSent: (value: SqlValue) => Value,
): readonly (readonly Value[])[] {
  return Array.from({ length: width }, (_, at) => rows.map((row) => toSent(row[at] ?? null)));
}
