import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { SqlRow, SqlValue } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { unreachable } from '#kit/never.ts';
import type { SqliteAnswer, SqliteOrder, SqliteThreadData } from './sqlite-message.ts';
import { storable } from './value.ts';

type Statement = Extract<SqliteOrder, { readonly sql: string }>;

const maxPrepared = 500;

/**
 * One connection to a database file, in the thread that calls it. After a statement of a transaction has failed, every
 * further one is refused until it is rolled back, as PostgreSQL does.
 */
export class SqliteSession {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  #transaction: 'none' | 'open' | 'failed' = 'none';

  /** Throws what SQLite throws when the file cannot be opened. */
  constructor({ path, reader }: SqliteThreadData) {
    this.#database = new DatabaseSync(path, { timeout: 5000, allowExtension: false });
    const mode = reader ? 'PRAGMA query_only = ON' : 'PRAGMA journal_mode = WAL';
    this.#database.exec(`${mode}; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;
      PRAGMA case_sensitive_like = ON; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;
      PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 2000`);
  }

  do(order: SqliteOrder): SqliteAnswer {
    switch (order.kind) {
      case 'begin':
        return this.#begin();
      case 'commit':
        return this.#commit();
      case 'rollback':
        return this.#rollback();
      case 'close':
        return this.#close();
      case 'all':
      case 'run':
      case 'runMany':
        return this.#guarded(order);
      default:
        return unreachable(order);
    }
  }

  #guarded(order: Statement): SqliteAnswer {
    this.#checkTransaction();
    try {
      return this.#statement(order);
    } catch (error) {
      if (this.#transaction === 'open') this.#transaction = 'failed';
      throw error;
    }
  }

  #statement(order: Statement): SqliteAnswer {
    const statement = this.#prepare(order.sql);
    if (order.kind === 'all')
      return statement.all(...order.values.map(bound)) as unknown as readonly SqlRow[]; // no statement is read as bigint
    const rows = order.kind === 'run' ? [order.values] : order.rows;
    let changes = 0;
    for (const row of rows) changes += Number(statement.run(...row.map(bound)).changes);
    return changes;
  }

  #begin(): number {
    this.#database.exec('BEGIN IMMEDIATE');
    this.#transaction = 'open';
    return 0;
  }

  #commit(): number {
    this.#checkTransaction();
    this.#database.exec('COMMIT');
    this.#transaction = 'none';
    return 0;
  }

  #rollback(): number {
    this.#transaction = 'none';
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    return 0;
  }

  #close(): number {
    if (this.#database.isOpen) this.#database.close();
    return 0;
  }

  /** SQLite itself ends a transaction when the disk is full; what follows must not be written outside of it. */
  #checkTransaction(): void {
    if (this.#transaction === 'none') return;
    if (this.#transaction === 'open' && this.#database.isTransaction) return;
    throw new CaissonError('host.io', 'the transaction has failed already');
  }

  #prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) {
      this.#prepared.delete(sql); // the oldest stands first
      this.#prepared.set(sql, known);
      return known;
    }
    const made = this.#database.prepare(sql);
    this.#prepared.set(sql, made);
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size > maxPrepared && oldest !== undefined) this.#prepared.delete(oldest);
    return made;
  }
}

/** Whole numbers are bound as such: node:sqlite would make a floating point number of each. */
function bound(value: SqlValue): SqlValue | bigint {
  const kept = storable(value);
  return typeof kept === 'number' && Number.isInteger(kept) ? BigInt(kept) : kept;
}
