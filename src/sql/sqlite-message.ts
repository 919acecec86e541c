import type { SqlRow, SqlValue } from '#contract/sql.ts';

/** One thing that a connection is asked to do. Rows are posted in bulk, a statement is prepared where it runs. */
export type SqliteOrder =
  | { readonly kind: 'all'; readonly sql: string; readonly values: readonly SqlValue[] }
  | { readonly kind: 'run'; readonly sql: string; readonly values: readonly SqlValue[] }
  | {
      readonly kind: 'runMany';
      readonly sql: string;
      readonly rows: readonly (readonly SqlValue[])[];
    }
  | { readonly kind: 'begin' | 'commit' | 'rollback' | 'close' };

/** Rows of `all`, how many changed for `run` and `runMany`, 0 otherwise. */
export type SqliteAnswer = readonly SqlRow[] | number;

/** Something that does orders one after the other. */
export interface SqliteConnection {
  ask(order: SqliteOrder): Promise<SqliteAnswer>;
  close(): Promise<void>;
}

/** What a thread is started with. A reader refuses every write. */
export interface SqliteThreadData {
  readonly path: string;
  readonly reader: boolean;
}
