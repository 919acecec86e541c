import type { DatabaseSync } from 'node:sqlite';
import { damaged } from './bytes.ts';
import type { SegmentKind } from './manifest.ts';
import { openSegmentFile, readFeeds } from './segment-reader.ts';
import { type Meta, type Row, readMeta, readRows, type Table } from './segment-tables.ts';

/** A segment as rows, for comparing two builds of it. */
export class SegmentView implements Disposable {
  readonly kind: Exclude<SegmentKind, 'other'>;
  readonly meta: Meta;
  readonly feeds: readonly string[];
  readonly #database: DatabaseSync;

  constructor(path: string, kind: Exclude<SegmentKind, 'other'>) {
    this.#database = openSegmentFile(path);
    try {
      this.kind = kind;
      this.feeds = readFeeds(this.#database);
      this.meta = readMeta(this.#database);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** Rows in the order of their keys. */
  rows(table: Table): Iterable<Row> {
    return readRows(this.#database, table);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

/** The order of text keys in SQLite: by UTF-8 bytes. Code units have the same order but for surrogates. */
export function compareKeys(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [first, second] = [String(a), String(b)];
  if (first === second) return 0;
  const length = Math.min(first.length, second.length);
  for (let at = 0; at < length; at += 1) {
    const difference = rankOf(first.charCodeAt(at)) - rankOf(second.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return first.length - second.length;
}

/** Surrogates stand for characters above all others. */
function rankOf(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The key of a row. */
export function keyOf(row: Row): string | number {
  const [key] = row;
  if (typeof key === 'string' || typeof key === 'number') return key;
  throw damaged();
}
