import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCaissonError } from '#kit/error.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { formatJson, isRecord, parseJson } from '#kit/json.ts';
import { isSafeName } from './file-name.ts';

/** What is kept of a file that was fetched: enough to ask whether it changed, and to know it is the same. */
export interface FileRecord {
  /** Without credentials. */
  readonly url: string;
  readonly etag?: string;
  readonly lastModified?: string;
  /** What an index of the feed said of it: a digest, a time; the same mark is the same file. */
  readonly mark?: string;
  readonly size: number;
  readonly sha256: string;
}

/** What is kept of a feed. Times are ISO 8601. */
export interface FeedRecord {
  /** When it was last brought up to date completely. */
  fetchedAt?: string;
  /** The server asked for a pause until then. */
  notBefore?: string;
  /** By name in the feed's directory. */
  readonly files: Map<string, FileRecord>;
}

const stateName = '.caisson-fetch.json';

/** `.caisson-fetch.json` of a directory of feeds. What is damaged counts as nothing: the files are fetched again. */
export class FetchState {
  readonly #path: string;
  readonly #feeds: Map<string, FeedRecord>;

  constructor(directory: string) {
    this.#path = join(directory, stateName);
    this.#feeds = readState(this.#path);
  }

  /** The record of a feed, to be changed in place. */
  feed(id: string): FeedRecord {
    const known = this.#feeds.get(id);
    if (known !== undefined) return known;
    const fresh: FeedRecord = { files: new Map() };
    this.#feeds.set(id, fresh);
    return fresh;
  }

  save(): void {
    const feeds = new Map(
      [...this.#feeds].map(([id, { files, ...rest }]) => {
        return [id, { ...rest, files: Object.fromEntries(files) }];
      }),
    );
    writeFileAtomic(
      this.#path,
      `${formatJson({ version: 1, feeds: Object.fromEntries(feeds) }, 1)}\n`,
    );
  }
}

function readState(path: string): Map<string, FeedRecord> {
  if (!existsSync(path)) return new Map();
  try {
    const state = parseJson(readFileSync(path, 'utf8'), stateName);
    if (!isRecord(state) || state['version'] !== 1) return new Map();
    return new Map(entriesOf(state['feeds']).map(([id, value]) => [id, toFeed(value)]));
  } catch (error) {
    if (isCaissonError(error)) return new Map();
    throw error;
  }
}

function toFeed(value: Readonly<Record<string, unknown>>): FeedRecord {
  const { fetchedAt, notBefore } = value;
  return {
    ...(isTime(fetchedAt) && { fetchedAt }),
    ...(isTime(notBefore) && { notBefore }),
    files: new Map(
      entriesOf(value['files']).flatMap(([name, one]) => {
        const record = toFile(one);
        return record === undefined || !isSafeName(name) ? [] : [[name, record]];
      }),
    ),
  };
}

function toFile(value: Readonly<Record<string, unknown>>): FileRecord | undefined {
  const { url, etag, lastModified, mark, size, sha256 } = value;
  if (typeof url !== 'string' || typeof size !== 'number' || typeof sha256 !== 'string')
    return undefined;
  return {
    url,
    size,
    sha256,
    ...(typeof etag === 'string' && { etag }),
    ...(typeof lastModified === 'string' && { lastModified }),
    ...(typeof mark === 'string' && { mark }),
  };
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function entriesOf(value: unknown): (readonly [string, Readonly<Record<string, unknown>>])[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    isRecord(one) ? [[key, one] as const] : [],
  );
}
