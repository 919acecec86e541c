import {
  type Change,
  type ChangeLog,
  type ChangeReach,
  type Reach,
  type StoredChange,
} from '#contract/platform.ts';
import type { SqlDatabase, SqlWriter } from '#contract/sql.ts';
import { changeKinds } from '#wire/change-kind.ts';
import { assetWithin, type Condition, placedWithin } from '../reach.ts';
import { marks, numberOf } from '../row.ts';
import { changeColumns, storedColumns, toChangeRow, toStoredChange } from './stored-change.ts';

const numberedAtOnce = 5000;
const most = 1000;
const insert = `INSERT INTO change_log (${changeColumns}) VALUES (${changeColumns.replaceAll(/[a-z_]+/gu, '?')})`;

/**
 * The log of everything that others may want to hear of. `seq` has no gaps that fill later: on PostgreSQL rows are numbered
 * after their transaction was committed, under the lock of one row, by whoever reads next.
 */
export function createChangeLog(database: SqlDatabase, clock: () => Date): ChangeLog {
  return new SqlChangeLog(database, clock);
}

class SqlChangeLog implements ChangeLog {
  readonly #database: SqlDatabase;
  readonly #clock: () => Date;
  readonly #listeners = new Set<() => void>();
  #numbering: Promise<void> | undefined;

  constructor(database: SqlDatabase, clock: () => Date) {
    this.#database = database;
    this.#clock = clock;
  }

  async append(tx: SqlWriter, changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    const now = this.#clock().getTime();
    const first =
      this.#database.dialect === 'sqlite' ? await reserve(tx, changes.length) : undefined;
    await tx.runMany(
      insert,
      changes.map((change, at) =>
        toChangeRow(change, first === undefined ? null : first + at, now),
      ),
    );
  }

  async after(
    seq: number,
    reach: Reach | ChangeReach,
    limit: number,
  ): Promise<readonly StoredChange[]> {
    await this.#number();
    const within =
      typeof reach === 'object' && 'finding' in reach ? heardWithin(reach) : changeWithin(reach);
    const rows = await this.#database.all(
      `SELECT ${storedColumns} FROM change_log c WHERE c.seq > ? AND ${within.sql} ORDER BY c.seq LIMIT ?`,
      [seq, ...within.values, Math.min(limit, most)],
    );
    return rows.map(toStoredChange);
  }

  async latest(): Promise<number> {
    await this.#number();
    const row = await this.#database.first('SELECT last FROM change_position WHERE one = 1');
    return numberOf(row, 'last');
  }

  onCommit(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  committed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Gives numbers to what was committed without. Readers of one process wait for one numbering together. */
  async #number(): Promise<void> {
    if (this.#database.dialect === 'sqlite') return;
    // One that is under way may have looked before the caller's commit: wait for it, then look again.
    if (this.#numbering !== undefined) await this.#numbering.catch(() => undefined);
    this.#numbering ??= this.#numberAll().finally(() => {
      this.#numbering = undefined;
    });
    await this.#numbering;
  }

  async #numberAll(): Promise<void> {
    for (;;) {
      const fresh = await this.#database.first(
        'SELECT id FROM change_log WHERE seq IS NULL LIMIT 1',
      );
      if (fresh === undefined) return;
      const numbered = await this.#database.transaction(numberSome);
      if (numbered < numberedAtOnce) return;
    }
  }
}

/** What a change is about is within reach: by its own place, or by the places of the asset that it names. */
function changeWithin(reach: Reach): Condition {
  if (reach === 'all') return placedWithin(reach, 'c');
  const own = placedWithin(reach, 'c');
  const asset = assetWithin(reach, 'c.asset');
  const finding = assetWithin(reach, 'f.asset');
  return {
    sql: `(${own.sql} OR (c.asset IS NOT NULL AND ${asset.sql}) OR (c.finding IS NOT NULL AND EXISTS (SELECT 1 FROM finding f WHERE f.id = c.finding AND ${finding.sql})))`,
    values: [...own.values, ...asset.values, ...finding.values],
  };
}

/** Each kind by the permission that it needs; of what a caller has no permission for, nothing. */
function heardWithin(reach: ChangeReach): Condition {
  const parts = [
    kindWithin(['finding.', 'exception.'], reach.finding),
    kindWithin(['detection', 'incident.', 'action'], reach.runtime),
    kindWithin(['asset.', 'gap'], reach.asset),
    kindWithin(['audit', 'test'], reach.audit ? 'all' : undefined),
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return { sql: '1 = 0', values: [] };
  return {
    sql: `(${parts.map(({ sql }) => sql).join(' OR ')})`,
    values: parts.flatMap(({ values }) => values),
  };
}

function kindWithin(
  beginnings: readonly string[],
  reach: Reach | undefined,
): Condition | undefined {
  const kinds = changeKinds.filter((kind) => beginnings.some((begin) => kind.startsWith(begin)));
  if (reach === undefined || reach.length === 0) return undefined;
  const within = changeWithin(reach);
  return {
    sql: `(c.kind IN (${marks(kinds)}) AND ${within.sql})`,
    values: [...kinds, ...within.values],
  };
}

/** The first of `count` numbers; the row stays locked until the transaction ends. */
async function reserve(tx: SqlWriter, count: number): Promise<number> {
  const row = await tx.first(
    'UPDATE change_position SET last = last + ? WHERE one = 1 RETURNING last',
    [count],
  );
  return numberOf(row, 'last') - count + 1;
}

/** Locks the position first: what is seen behind the lock is behind everything that was numbered before. */
async function numberSome(tx: SqlWriter): Promise<number> {
  const first = await reserve(tx, 0);
  const numbered = await tx.run(
    `WITH fresh AS (SELECT id, row_number() OVER (ORDER BY id) AS place FROM (SELECT id FROM change_log WHERE seq IS NULL ORDER BY id LIMIT ${numberedAtOnce}) AS part)
     UPDATE change_log SET seq = ? + fresh.place FROM fresh WHERE change_log.id = fresh.id AND change_log.seq IS NULL`,
    [first - 1],
  );
  if (numbered > 0) await reserve(tx, numbered);
  return numbered;
}
