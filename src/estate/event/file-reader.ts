import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Reach } from '#contract/platform.ts';
import { placedWithin } from '../reach.ts';
import type { EventPosition } from './cursor.ts';
import type { EventRow } from './event-row.ts';
import type { EventFilter } from './event-store.ts';
import { eventFiles } from './file-names.ts';
import { type FileQuestion, fileQuery, wordOf } from './file-query.ts';
import { isDamage, openForReading } from './file-writer.ts';

const maxOpen = 64;

/** An event with where it is. */
interface FoundEvent {
  readonly at: EventPosition;
  readonly row: EventRow;
}
export interface FoundEvents {
  readonly found: readonly FoundEvent[];
  readonly damaged: readonly string[];
}
export interface FoundHours {
  readonly rows: readonly {
    readonly bucket: number;
    readonly severity: string;
    readonly n: number;
  }[];
}
export interface HourQuestion {
  readonly since: number;
  readonly filter: Pick<EventFilter, 'workload'>;
  readonly reach: Reach;
}

/** Reads all event files of a directory, one connection a file. */
export class FileReader {
  readonly #directory: string;
  readonly #open = new Map<string, DatabaseSync>();
  readonly #damaged = new Set<string>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Newest first over all files; stops at the file that cannot have anything newer than what is found. */
  list(question: FileQuestion): FoundEvents {
    let found: readonly FoundEvent[] = [];
    for (const { key, last, first } of this.#ranges()) {
      const oldest = found[question.limit - 1]?.at.ts;
      if (oldest !== undefined && last < oldest) break;
      if (first > (question.filter.to ?? first) || last < (question.filter.from ?? last)) continue;
      const more = this.#guarded(key, (database) => listFile(database, key, question)) ?? [];
      found = [...found, ...more].toSorted(newestFirst).slice(0, question.limit);
    }
    return { found, damaged: [...this.#damaged] };
  }

  hourly(question: HourQuestion): FoundHours {
    const keys = this.#keys();
    const rows = keys.flatMap(
      (key) => this.#guarded(key, (database) => hoursOfFile(database, question)) ?? [],
    );
    return { rows: [...rows, ...this.#hoursOfRemoved(keys, question)] };
  }

  oldest(): { readonly oldest: number | undefined; readonly damaged: readonly string[] } {
    const firsts = this.#ranges().map(({ first }) => first);
    return {
      oldest: firsts.length === 0 ? undefined : Math.min(...firsts),
      damaged: [...this.#damaged],
    };
  }

  close(): void {
    for (const database of this.#open.values()) database.close();
    this.#open.clear();
  }

  /** Files that hold something, that with the newest event first. */
  #ranges(): readonly { readonly key: string; readonly first: number; readonly last: number }[] {
    return this.#keys()
      .flatMap((key) => {
        const row = this.#guarded(key, (database) =>
          database
            .prepare(
              'SELECT (SELECT min(ts) FROM event) AS first, (SELECT max(ts) FROM event) AS last',
            )
            .get(),
        );
        return typeof row?.['last'] === 'number'
          ? [{ key, first: Number(row['first']), last: row['last'] }]
          : [];
      })
      .toSorted((a, b) => b.last - a.last);
  }

  #keys(): readonly string[] {
    const keys = eventFiles(this.#directory);
    const present = new Set(keys);
    for (const [key, database] of this.#open)
      if (!present.has(key)) {
        database.close();
        this.#open.delete(key);
      }
    for (const key of this.#damaged) if (!present.has(key)) this.#damaged.delete(key);
    return keys;
  }

  /** Undefined for a file that cannot be read; it is remembered and told. */
  #guarded<Result>(key: string, work: (database: DatabaseSync) => Result): Result | undefined {
    if (this.#damaged.has(key)) return undefined;
    try {
      const database = this.#open.get(key) ?? openForReading(this.#directory, key);
      if (database === undefined) this.#damaged.add(key);
      else this.#keep(key, database);
      return database === undefined ? undefined : work(database);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#damaged.add(key);
      return undefined;
    }
  }

  #keep(key: string, database: DatabaseSync): void {
    this.#open.delete(key);
    this.#open.set(key, database);
    const [oldest] = this.#open;
    if (this.#open.size <= maxOpen || oldest === undefined) return;
    oldest[1].close();
    this.#open.delete(oldest[0]);
  }

  #hoursOfRemoved(
    keys: readonly string[],
    { since, filter, reach }: HourQuestion,
  ): FoundHours['rows'] {
    const path = join(this.#directory, 'hours.db');
    if (!existsSync(path)) return [];
    const database = new DatabaseSync(path, { timeout: 5000 });
    try {
      const place = placedWithin(reach, 'h');
      const rows = database
        .prepare(`SELECT h.bucket, h.severity, sum(h.n) AS n FROM hour h WHERE h.bucket >= ? AND ${place.sql}
          AND (? = '' OR h.workload = ?) AND h.file NOT IN (SELECT value FROM json_each(?)) GROUP BY h.bucket, h.severity`)
        .all(
          since,
          ...place.values,
          filter.workload ?? '',
          filter.workload ?? '',
          JSON.stringify(keys),
        );
      return rows.map(toHour);
    } finally {
      database.close();
    }
  }
}

function listFile(
  database: DatabaseSync,
  key: string,
  question: FileQuestion,
): readonly FoundEvent[] {
  const query = fileQuery(database, key, question);
  if (query === undefined) return [];
  return database
    .prepare(query.sql)
    .all(...query.values)
    .map((row) => ({
      at: { ts: Number(row['ts']), file: key, row: Number(row['id']) },
      row: row as unknown as EventRow,
    })); // the columns of `file-query.ts`
}

function hoursOfFile(
  database: DatabaseSync,
  { since, filter, reach }: HourQuestion,
): FoundHours['rows'] {
  const workload = filter.workload === undefined ? undefined : wordOf(database, filter.workload);
  if (filter.workload !== undefined && workload === undefined) return [];
  const place = placedWithin(reach, 'reach');
  return database
    .prepare(`SELECT h.bucket, (SELECT text FROM word WHERE id = h.severity) AS severity, sum(h.n) AS n FROM hour h
      WHERE h.bucket >= ? AND (? < 0 OR h.workload = ?) AND h.place IN (SELECT id FROM place reach WHERE ${place.sql})
      GROUP BY h.bucket, h.severity`)
    .all(since, workload ?? -1, workload ?? -1, ...place.values)
    .map(toHour);
}

function toHour(row: Readonly<Record<string, unknown>>): FoundHours['rows'][number] {
  return { bucket: Number(row['bucket']), severity: String(row['severity']), n: Number(row['n']) };
}

function newestFirst(a: FoundEvent, b: FoundEvent): number {
  if (a.at.ts !== b.at.ts) return b.at.ts - a.at.ts;
  if (a.at.file !== b.at.file) return a.at.file < b.at.file ? 1 : -1;
  return b.at.row - a.at.row;
}
