import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isRecord } from '#kit/json.ts';
import { EventFile } from './event-file.ts';
import { dayMs, type EventRow } from './event-row.ts';
import { bytesOf, dayAfter, eventFiles, filesUntil, keyAfter, pathOf } from './file-names.ts';
import { hoursSchema } from './file-schema.ts';

/** Files in which a batch that comes again is looked for. */
const remembered = 4;

export interface WriterData {
  readonly directory: string;
  readonly maxFileBytes: number;
}
export interface RowBatch {
  readonly id: string;
  readonly rows: readonly EventRow[];
}

/** Writes event files of one directory: the open one, and what becomes of the others. */
export class FileWriter {
  readonly #directory: string;
  readonly #maxFileBytes: number;
  #open: { readonly key: string; readonly file: EventFile } | undefined;
  #earlier: { readonly key: string; readonly database: DatabaseSync }[] = [];

  constructor({ directory, maxFileBytes }: WriterData) {
    this.#directory = directory;
    this.#maxFileBytes = maxFileBytes;
  }

  /** Answers for each batch whether it had been there, and whether another file was begun. */
  append(
    batches: readonly RowBatch[],
    now: number,
  ): { readonly isDuplicate: readonly boolean[]; readonly isRolled: boolean } {
    const isRolled = this.#rollOver(now);
    const { file } = this.#current(now);
    const seen = new Set<string>();
    const isDuplicate = batches.map(({ id }) => {
      const known = seen.has(id) || this.#has(file, id);
      seen.add(id);
      return known;
    });
    const fresh = batches.filter((_, at) => isDuplicate[at] === false);
    if (fresh.length > 0) file.append(fresh);
    return { isDuplicate, isRolled };
  }

  /** Files that may go: those beyond the bytes, then those older than the days; never the open one. Oldest first. */
  surplus(maxBytes: number, maxDays: number, now: number): readonly string[] {
    const oldestDay = new Date(now - maxDays * dayMs).toISOString().slice(0, 10);
    const keys = eventFiles(this.#directory).filter((key) => key !== this.#open?.key);
    let bytes = this.bytes();
    return keys.slice(0, this.#open === undefined ? -1 : undefined).filter((key) => {
      const isSurplus = bytes > maxBytes || key.slice(0, 10) < oldestDay;
      if (isSurplus) bytes -= bytesOf(this.#directory, key);
      return isSurplus;
    });
  }

  /** Removes a file; its counts by hour stay. Reading it again after a crash in between counts nothing twice. */
  drop(key: string): void {
    this.#earlier = this.#earlier.filter((one) => {
      if (one.key === key) one.database.close();
      return one.key !== key;
    });
    const path = pathOf(this.#directory, key);
    this.#keepHours(path, key);
    for (const end of ['-wal', '-shm', '']) rmSync(`${path}${end}`, { force: true });
  }

  bytes(): number {
    return eventFiles(this.#directory).reduce((sum, key) => sum + bytesOf(this.#directory, key), 0);
  }

  /** Begins another file, so that all before are complete; for backups. */
  seal(now: number): void {
    if (this.#open !== undefined) this.#sealOpen(now);
  }

  close(): void {
    this.#open?.file.close();
    this.#open = undefined;
    for (const { database } of this.#earlier) database.close();
    this.#earlier = [];
  }

  #has(file: EventFile, id: string): boolean {
    if (file.has(id)) return true;
    return this.#earlier.some(
      ({ database }) => database.prepare('SELECT 1 FROM batch WHERE id = ?').get(id) !== undefined,
    );
  }

  #rollOver(now: number): boolean {
    const open = this.#open;
    if (open === undefined) return false;
    const day = open.key.slice(0, 10);
    const isOfDay = day >= new Date(now).toISOString().slice(0, 10) && day <= dayAfter(now);
    if (isOfDay && open.file.bytes < this.#maxFileBytes) return false;
    this.#sealOpen(now);
    return true;
  }

  #sealOpen(now: number): void {
    const open = this.#open;
    if (open === undefined) return;
    open.file.seal(now);
    open.file.close();
    this.#open = undefined;
    this.#remember([open.key]);
  }

  /** The newest file when it is open still (and can be read), otherwise another. */
  #current(now: number): { readonly key: string; readonly file: EventFile } {
    if (this.#open !== undefined) return this.#open;
    const keys = filesUntil(this.#directory, now);
    const last = keys.at(-1);
    const reopened = last === undefined ? undefined : this.#reopen(last);
    if (this.#earlier.length === 0)
      this.#remember(keys.filter((key) => key !== reopened?.key).slice(-remembered));
    if (reopened !== undefined) {
      this.#open = reopened;
      if (!this.#rollOver(now)) return reopened;
    }
    const key = keyAfter(last, now);
    const made = { key, file: new EventFile(pathOf(this.#directory, key)) };
    this.#open = made;
    return made;
  }

  #reopen(key: string): { readonly key: string; readonly file: EventFile } | undefined {
    try {
      const file = new EventFile(pathOf(this.#directory, key));
      if (!file.isClosed) return { key, file };
      file.close();
    } catch (error) {
      if (!isDamage(error)) throw error; // readers tell of it; what comes goes into another file
    }
    return undefined;
  }

  #remember(keys: readonly string[]): void {
    for (const key of keys) {
      const database = openForReading(this.#directory, key);
      if (database !== undefined) this.#earlier.push({ key, database });
    }
    while (this.#earlier.length > remembered) this.#earlier.shift()?.database.close();
  }

  #keepHours(path: string, key: string): void {
    const hours = new DatabaseSync(join(this.#directory, 'hours.db'), { timeout: 5000 });
    try {
      hours.exec(`PRAGMA journal_mode = WAL; ${hoursSchema}`);
      hours.prepare('ATTACH ? AS old').run(path);
      hours
        .prepare(`INSERT OR IGNORE INTO main.hour SELECT ?, h.bucket, (SELECT text FROM old.word WHERE id = h.workload),
        p.cluster, p.namespace, p.repository, (SELECT text FROM old.word WHERE id = h.kind),
        (SELECT text FROM old.word WHERE id = h.severity), h.n FROM old.hour h JOIN old.place p ON p.id = h.place`)
        .run(key);
    } catch (error) {
      if (!isDamage(error)) throw error; // its counts are lost with it
    } finally {
      hours.close();
    }
  }
}

/** A closed file, or undefined when it cannot be read. */
export function openForReading(directory: string, key: string): DatabaseSync | undefined {
  const database = new DatabaseSync(pathOf(directory, key), {
    timeout: 5000,
    allowExtension: false,
    open: false,
  });
  try {
    database.open();
    database.exec('PRAGMA query_only = ON; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY');
    database.prepare('SELECT count(*) FROM closed').get();
    return database;
  } catch (error) {
    if (database.isOpen) database.close();
    if (!isDamage(error)) throw error;
    return undefined;
  }
}

/** SQLITE_CORRUPT, SQLITE_NOTADB, and SQLITE_ERROR for a file without our tables. */
export function isDamage(error: unknown): boolean {
  return isRecord(error) && [11, 26, 1].includes(Number(error['errcode'] ?? 0) & 0xff);
}
