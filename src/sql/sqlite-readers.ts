import { CaissonError } from '#kit/error.ts';
import type { SqliteAnswer, SqliteConnection, SqliteOrder } from './sqlite-message.ts';
import { type SqliteThread, sqliteThread } from './sqlite-thread.ts';

/** How long a read may take. */
export interface ReadBounds {
  readonly timeoutMs?: number;
}

const snapshotThreads = 2;

/**
 * The reading threads of one database file: one for single statements, more for snapshots, each started when first used.
 * A snapshot has its thread alone; single statements use it too while it is free.
 */
export class SqliteReaders {
  readonly #single: SqliteThread;
  readonly #free: SqliteThread[];
  readonly #all: readonly SqliteThread[];
  readonly #queue: ((thread: SqliteThread) => void)[] = [];

  constructor(path: string) {
    this.#single = sqliteThread({ path, reader: true });
    this.#free = Array.from({ length: snapshotThreads }, () =>
      sqliteThread({ path, reader: true }),
    );
    this.#all = [this.#single, ...this.#free];
  }

  /** One statement, on the thread with the least to do. */
  ask(order: SqliteOrder, bounds: ReadBounds): Promise<SqliteAnswer> {
    const thread = this.#free.find(({ load }) => load < this.#single.load) ?? this.#single;
    return bounded(thread, order, bounds);
  }

  /** Several statements that see one moment. */
  async together<Result>(
    work: (connection: Pick<SqliteConnection, 'ask'>) => Promise<Result>,
    bounds: ReadBounds,
  ): Promise<Result> {
    const thread = await this.#take();
    const connection = { ask: (order: SqliteOrder) => bounded(thread, order, bounds) };
    try {
      await connection.ask({ kind: 'run', sql: 'BEGIN', values: [] });
      await connection.ask({ kind: 'all', sql: 'SELECT 1 FROM sqlite_schema LIMIT 1', values: [] });
      return await work(connection);
    } finally {
      await thread.ask({ kind: 'rollback' }).finally(() => this.#give(thread));
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((thread) => thread.close()));
  }

  async #take(): Promise<SqliteThread> {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    return new Promise((resolve) => this.#queue.push(resolve));
  }

  #give(thread: SqliteThread): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#free.push(thread);
    else next(thread);
  }
}

function bounded(
  thread: SqliteThread,
  order: SqliteOrder,
  { timeoutMs = 30_000 }: ReadBounds,
): Promise<SqliteAnswer> {
  return thread.askWithin(order, timeoutMs, tooLong);
}

function tooLong(): CaissonError {
  return new CaissonError('limit.time', 'a question to the database took too long', {
    hint: 'ask for less: a shorter time, one workload',
  });
}
