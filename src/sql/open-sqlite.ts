import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { SqlDatabase, SqlReader, SqlRow, SqlValue, SqlWriter } from '#contract/sql.ts';

/** Opens a database file, or makes it; `:memory:` is one that nobody else sees. */
export async function openSqlite(path: string): Promise<SqlDatabase> {
  const database = new DatabaseSync(path, { timeout: 5000, allowExtension: false });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF');
  return new SqliteDatabase(database);
}

class SqliteDatabase implements SqlDatabase {
  readonly dialect = 'sqlite';
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #writer: SqlWriter;
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#writer = {
      all: async (sql, values = []) => this.#all(sql, values),
      first: async (sql, values = []) => this.#all(sql, values)[0],
      run: async (sql, values = []) => Number(this.#statement(sql).run(...values).changes),
      runMany: async (sql, rows) => {
        const statement = this.#statement(sql);
        let changes = 0;
        for (const row of rows) changes += Number(statement.run(...row).changes);
        return changes;
      },
    };
  }

  all(sql: string, values: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    return this.snapshot((reader) => reader.all(sql, values));
  }

  async first(sql: string, values: readonly SqlValue[] = []): Promise<SqlRow | undefined> {
    return (await this.all(sql, values))[0];
  }

  transaction<Result>(work: (tx: SqlWriter) => Promise<Result>): Promise<Result> {
    return this.#alone(async () => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const result = await work(this.#writer);
        this.#database.exec('COMMIT');
        return result;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  snapshot<Result>(work: (reader: SqlReader) => Promise<Result>): Promise<Result> {
    return this.#alone(() => work(this.#writer));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
    this.#database.close();
  }

  #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #all(sql: string, values: readonly SqlValue[]): readonly SqlRow[] {
    return this.#statement(sql).all(...values) as unknown as readonly SqlRow[]; // no statement here is read as bigint
  }

  #statement(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const made = this.#database.prepare(sql);
    this.#prepared.set(sql, made);
    return made;
  }
}
