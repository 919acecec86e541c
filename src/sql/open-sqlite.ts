import type { SqlDatabase, SqlReader, SqlRow, SqlValue, SqlWriter } from '#contract/sql.ts';
import { errorOf } from '#kit/order-thread.ts';
import { faultOf } from './sqlite-fault.ts';
import type { SqliteAnswer, SqliteConnection, SqliteOrder } from './sqlite-message.ts';
import { type ReadBounds, SqliteReaders } from './sqlite-readers.ts';
import { SqliteSession } from './sqlite-session.ts';
import { sqliteThread } from './sqlite-thread.ts';

/**
 * Opens a database file, or makes it; `:memory:` is one that nobody else sees. A file has one writing thread and up to
 * three reading ones; the one in memory stays in the calling thread and does everything one after the other. `bounds` end
 * reads (`limit.time`). Throws `host.io`.
 */
export async function openSqlite(path: string, bounds: ReadBounds = {}): Promise<SqlDatabase> {
  if (path === ':memory:') return new SqliteDatabase(inThread(path));
  const writer = sqliteThread({ path, reader: false });
  try {
    await writer.ask({ kind: 'all', sql: 'SELECT count(*) FROM sqlite_schema', values: [] });
  } catch (error) {
    await writer.close().catch(() => undefined); // the reason is known already
    throw error;
  }
  return new SqliteDatabase(writer, new SqliteReaders(path), bounds);
}

function inThread(path: string): SqliteConnection {
  const session = new SqliteSession({ path, reader: false });
  async function ask(order: SqliteOrder): Promise<SqliteAnswer> {
    try {
      return session.do(order);
    } catch (error) {
      throw errorOf(faultOf(error));
    }
  }
  return { ask, close: async () => void (await ask({ kind: 'close' })) };
}

class SqliteDatabase implements SqlDatabase {
  readonly dialect = 'sqlite';
  readonly #writer: SqliteConnection;
  readonly #readers: SqliteReaders | undefined;
  readonly #bounds: ReadBounds;
  #last: Promise<unknown> = Promise.resolve();

  constructor(writer: SqliteConnection, readers?: SqliteReaders, bounds: ReadBounds = {}) {
    this.#writer = writer;
    this.#readers = readers;
    this.#bounds = bounds;
  }

  async all(sql: string, values: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    const order = { kind: 'all', sql, values } as const;
    const readers = this.#readers;
    if (readers === undefined) return rowsOf(await this.#alone(() => this.#writer.ask(order)));
    return rowsOf(await readers.ask(order, this.#bounds));
  }

  async first(sql: string, values: readonly SqlValue[] = []): Promise<SqlRow | undefined> {
    return (await this.all(sql, values))[0];
  }

  transaction<Result>(work: (tx: SqlWriter) => Promise<Result>): Promise<Result> {
    return this.#alone(async () => {
      await this.#writer.ask({ kind: 'begin' });
      try {
        const result = await work(writerOn(this.#writer));
        await this.#writer.ask({ kind: 'commit' });
        return result;
      } catch (error) {
        await this.#writer.ask({ kind: 'rollback' });
        throw error;
      }
    });
  }

  snapshot<Result>(work: (reader: SqlReader) => Promise<Result>): Promise<Result> {
    const readers = this.#readers;
    if (readers === undefined) return this.#alone(() => work(readerOn(this.#writer)));
    return readers.together((connection) => work(readerOn(connection)), this.#bounds);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
    await this.#readers?.close();
    await this.#writer.close();
  }

  /** One after the other; a failure of one is nothing to the next. */
  #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function readerOn(connection: Pick<SqliteConnection, 'ask'>): SqlReader {
  async function all(sql: string, values: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    return rowsOf(await connection.ask({ kind: 'all', sql, values }));
  }
  return { all, first: async (sql, values) => (await all(sql, values))[0] };
}

function writerOn(connection: SqliteConnection): SqlWriter {
  return {
    ...readerOn(connection),
    run: async (sql, values = []) => countOf(await connection.ask({ kind: 'run', sql, values })),
    runMany: async (sql, rows) => countOf(await connection.ask({ kind: 'runMany', sql, rows })),
  };
}

function rowsOf(answer: SqliteAnswer): readonly SqlRow[] {
  return typeof answer === 'number' ? [] : answer;
}

function countOf(answer: SqliteAnswer): number {
  return typeof answer === 'number' ? answer : 0;
}
