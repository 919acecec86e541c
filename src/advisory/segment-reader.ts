import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { Advisory } from '#model/advisory.ts';
import { damaged } from './bytes.ts';
import { decodeFacts, decodeHead, type HeadContext } from './decode.ts';
import type { AdvisoryHead } from './encode.ts';
import { isReadableSchema } from './schema.ts';

/** Opens a verified segment file: read-only and immutable, so that any number of processes share it without locks. */
export function openSegmentFile(path: string): DatabaseSync {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  url.searchParams.set('mode', 'ro');
  const database = new DatabaseSync(url, { readOnly: true, allowExtension: false });
  database.exec('PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON');
  return database;
}

/** Look-ups in one facts segment. Every read throws `input.malformed` when what is stored makes no sense. */
export class FactSegment implements Disposable {
  readonly #database: DatabaseSync;
  readonly #package: StatementSync;
  readonly #vulnerability: StatementSync;
  readonly #context: HeadContext;
  readonly #heads = new Map<number, AdvisoryHead>();

  constructor(path: string) {
    this.#database = openSegmentFile(path);
    try {
      this.#context = { feeds: readFeeds(this.#database), days: new Map() };
      this.#package = this.#database.prepare('SELECT facts FROM pkg WHERE name = ?');
      this.#vulnerability = this.#database.prepare('SELECT name, facts FROM vuln WHERE id = ?');
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** All advisories of a package key, sorted by id. */
  byPackage(key: string): readonly Advisory[] {
    const row = this.#package.get(key);
    return row === undefined ? [] : decodeFacts(blobOf(row['facts']), (id) => this.#headOf(id));
  }

  /** Package keys that contain `text`, up to `limit`, in order. */
  keysLike(text: string, limit: number): readonly string[] {
    const rows = this.#database
      .prepare('SELECT name FROM pkg WHERE instr(lower(name), lower(?)) > 0 ORDER BY name LIMIT ?')
      .all(text, limit);
    return rows.map((row) => textOf(row['name']));
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #headOf(id: number): AdvisoryHead {
    const known = this.#heads.get(id);
    if (known !== undefined) return known;
    const row = this.#vulnerability.get(id);
    if (row === undefined) throw damaged();
    const head = decodeHead(textOf(row['name']), blobOf(row['facts']), this.#context);
    this.#heads.set(id, head);
    return head;
  }
}

/** A text column. Throws `input.malformed`. */
export function textOf(value: SQLOutputValue | undefined): string {
  if (typeof value !== 'string') throw damaged();
  return value;
}

/** An integer column. Throws `input.malformed`. */
export function numberOf(value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number') throw damaged();
  return value;
}

/** The feeds that a segment's numbers point to; checks the format on the way. */
export function readFeeds(database: DatabaseSync): readonly string[] {
  const statement = database.prepare('SELECT value FROM meta WHERE key = ?');
  if (!isReadableSchema(textOf(statement.get('schema')?.['value']))) throw damaged();
  const feeds: unknown = JSON.parse(textOf(statement.get('feeds')?.['value']));
  if (!Array.isArray(feeds)) throw damaged();
  return feeds.map(String);
}

function blobOf(value: SQLOutputValue | undefined): Uint8Array {
  if (!(value instanceof Uint8Array)) throw damaged();
  return value;
}
