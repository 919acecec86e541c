import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { isRecord } from '#kit/json.ts';
import { type EventRow, hourMs } from './event-row.ts';
import { fileSchema, seededStatistics } from './file-schema.ts';

const maxWords = 200_000;
const columns =
  'ts, received, claimed, kind, workload, place, node, container, process, exe, path, peer, parent, rule, severity, pid, uid, sender, arguments';

/** The file that is written to. Only one thread has it. */
export class EventFile {
  readonly #database: DatabaseSync;
  readonly #words = new Map<string, number>();
  readonly #places = new Map<string, number>();
  readonly #named = new Map<number, string>();
  readonly #insert: StatementSync;
  readonly #findWord: StatementSync;
  readonly #addWord: StatementSync;
  readonly #addHour: StatementSync;
  readonly #addContainer: StatementSync;
  #rows = 0;
  #analyzedAt = 25_000;

  /** Makes the file when it is missing. */
  constructor(path: string) {
    const database = new DatabaseSync(path, { timeout: 5000, allowExtension: false });
    this.#database = database;
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;
      PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY; PRAGMA analysis_limit = 1000`);
    if (database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'event'`).get() === undefined)
      database.exec(`BEGIN; ${fileSchema} ${seededStatistics} COMMIT`);
    this.#insert = database.prepare(
      `INSERT INTO event (${columns}) VALUES (${columns.replace(/\w+/gu, '?')})`,
    );
    this.#findWord = database.prepare('SELECT id FROM word WHERE text = ?');
    this.#addWord = database.prepare('INSERT INTO word (text) VALUES (?)');
    this.#addHour = database.prepare(
      `INSERT INTO hour VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n`,
    );
    this.#addContainer = database.prepare(`INSERT INTO container VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last)`);
  }

  get isClosed(): boolean {
    return this.#database.prepare('SELECT 1 FROM closed').get() !== undefined;
  }

  has(batch: string): boolean {
    return this.#database.prepare('SELECT 1 FROM batch WHERE id = ?').get(batch) !== undefined;
  }

  /** Size of the file without its log. */
  get bytes(): number {
    const pages = Number(this.#database.prepare('PRAGMA page_count').get()?.['page_count']);
    return pages * Number(this.#database.prepare('PRAGMA page_size').get()?.['page_size']);
  }

  /** Batches with their events, all or nothing. */
  append(batches: readonly { readonly id: string; readonly rows: readonly EventRow[] }[]): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for (const { id, rows } of batches) {
        this.#database.prepare('INSERT INTO batch VALUES (?)').run(id);
        this.#appendRows(rows);
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#forget();
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
    this.#refreshStatistics(batches.reduce((sum, { rows }) => sum + rows.length, 0));
  }

  /** Nothing more will be written: statistics of what is there, one plain file without a log where no reader is in the way. */
  seal(at: number): void {
    this.#database.prepare('INSERT INTO closed VALUES (?)').run(at);
    this.#database.exec('ANALYZE; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = 0');
    try {
      this.#database.exec('PRAGMA journal_mode = DELETE');
    } catch (error) {
      if (!isRecord(error) || error['errcode'] !== 5) throw error; // busy: a reader is there, the log stays
    }
  }

  close(): void {
    this.#database.close();
  }

  #appendRows(rows: readonly EventRow[]): void {
    const hours = new Map<string, number[]>();
    const containers = new Map<string, number[]>();
    for (const row of rows) {
      const kind = this.#word(row.kind);
      const workload = this.#workload(row);
      const place = this.#place(row);
      const container = this.#word(row.container);
      const severity = this.#word(row.severity);
      this.#insert.run(
        row.ts,
        row.received,
        row.claimed,
        kind,
        workload,
        place,
        this.#word(row.node),
        container,
        this.#word(row.process),
        this.#word(row.exe),
        this.#word(row.path),
        this.#word(row.peer),
        this.#word(row.parent),
        this.#word(row.rule),
        severity,
        row.pid,
        row.uid,
        row.sender,
        row.arguments,
      );
      count(hours, [row.ts - (row.ts % hourMs), workload, place, kind, severity]);
      if (container !== 0) widen(containers, container, workload, row.ts);
    }
    for (const values of hours.values()) this.#addHour.run(...values);
    for (const values of containers.values()) this.#addContainer.run(...values);
  }

  #workload({ workload, workload_name: name }: EventRow): number {
    const id = this.#word(workload);
    if (id !== 0 && this.#named.get(id) !== name) {
      this.#database
        .prepare(
          'INSERT INTO workload VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name',
        )
        .run(id, name);
      this.#named.set(id, name);
    }
    return id;
  }

  #place({ cluster, namespace, repository }: EventRow): number {
    const key = `${cluster}\0${namespace}\0${repository}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const values = [cluster, namespace, repository];
    this.#database
      .prepare(
        'INSERT INTO place (cluster, namespace, repository) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      )
      .run(...values);
    const id = Number(
      this.#database
        .prepare('SELECT id FROM place WHERE cluster = ? AND namespace = ? AND repository = ?')
        .get(...values)?.['id'],
    );
    return remember(this.#places, key, id);
  }

  #word(text: string): number {
    if (text === '') return 0;
    const known = this.#words.get(text);
    if (known !== undefined) return known;
    const found = this.#findWord.get(text);
    const id = Number(found === undefined ? this.#addWord.run(text).lastInsertRowid : found['id']);
    return remember(this.#words, text, id);
  }

  /** What was added by a transaction that was undone is not there. */
  #forget(): void {
    this.#words.clear();
    this.#places.clear();
    this.#named.clear();
  }

  #refreshStatistics(added: number): void {
    this.#rows += added;
    if (this.#rows < this.#analyzedAt * 4) return;
    this.#analyzedAt = this.#rows;
    this.#database.exec('ANALYZE event');
  }
}

function remember(known: Map<string, number>, text: string, id: number): number {
  if (known.size >= maxWords) known.clear();
  known.set(text, id);
  return id;
}

function count(hours: Map<string, number[]>, key: readonly number[]): void {
  const text = key.join();
  const values = hours.get(text);
  if (values === undefined) hours.set(text, [...key, 1]);
  else values[5] = (values[5] ?? 0) + 1;
}

function widen(
  containers: Map<string, number[]>,
  container: number,
  workload: number,
  ts: number,
): void {
  const key = `${container},${workload}`;
  const [, , first = ts, last = ts] = containers.get(key) ?? [];
  containers.set(key, [container, workload, Math.min(first, ts), Math.max(last, ts)]);
}
