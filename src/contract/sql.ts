/** Booleans are 0 and 1; JSON is text; times are whole milliseconds since the Unix epoch. Numbers beyond 2^53 are refused. */
export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/**
 * SQL in the part that SQLite and PostgreSQL 15 share: `?` stands for a value (never numbered), `ON CONFLICT … DO UPDATE`,
 * `RETURNING`, `WITH`, window functions, `IS NOT DISTINCT FROM`. Names that are keywords of either are not used.
 */
export interface SqlReader {
  all(sql: string, values?: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  first(sql: string, values?: readonly SqlValue[]): Promise<SqlRow | undefined>;
}

export interface SqlWriter extends SqlReader {
  /** Answers how many rows it changed. */
  run(sql: string, values?: readonly SqlValue[]): Promise<number>;
  /** The same statement for many rows, in as few round trips as can be; answers how many rows it changed. */
  runMany(sql: string, rows: readonly (readonly SqlValue[])[]): Promise<number>;
}

/** How the message of a failed engine begins. What follows may tell where the store is: it is for the log. */
export const databaseFault = 'database: ';

/**
 * Reads outside of transactions see what is committed. Throws `host.io` (full, read-only), `access.unreachable` (the server is
 * away) and `limit.time`.
 */
export interface SqlDatabase extends SqlReader, AsyncDisposable {
  readonly dialect: 'sqlite' | 'postgres';
  /**
   * All or nothing. One after the other on SQLite; on PostgreSQL the work is repeated when it lost against another
   * (40001, 40P01), so it must have no effect outside of the transaction.
   */
  transaction<Result>(work: (tx: SqlWriter) => Promise<Result>): Promise<Result>;
  /** Answers are those of one moment. */
  snapshot<Result>(work: (reader: SqlReader) => Promise<Result>): Promise<Result>;
}

/**
 * One step of the schema. `number` only grows; a step that was released never changes. In `sql`: `{id}` is an own number as
 * primary key, `{bytes}` the type of byte strings; everything else is common to both engines. Types are `bigint`, `double precision`, `text`.
 */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: readonly string[];
}
