import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgressTask, Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { joinUrl } from '../fetcher.ts';
import type { Downloader } from './download.ts';
import { safeName, shownUrl } from './file-name.ts';
import { type FeedSource, maxBytesOf } from './source.ts';
import type { FeedRecord, FileRecord } from './state.ts';

/** A file that a plan wants. */
export interface Wanted {
  readonly url: string;
  readonly name: string;
  readonly isOptional?: boolean;
  /** What an index says of it: while that stays the same, the server is not asked. */
  readonly mark?: string;
  readonly sha256?: string;
  readonly unpackedSha256?: string;
}

/** What one visit to a feed's server works with. */
export interface VisitOptions {
  readonly source: FeedSource;
  /** In place of the addresses of the feed. */
  readonly mirror?: string;
  /** Of all feeds. */
  readonly directory: string;
  readonly record: FeedRecord;
  readonly downloader: Downloader;
  readonly task: ProgressTask;
  /** Keeps what is known so far, should the program be ended. */
  readonly save: () => void;
}

const maxIndexBytes = 64 * 2 ** 20;
const maxProblems = 20;
const savedEvery = 200;

/** Brings the files of one feed, remembers what was there, and counts. A file that fails leaves the old one and the others go on. */
export class FeedVisit {
  readonly source: FeedSource;
  readonly scope: Scope;
  readonly problems: string[] = [];
  fetched = 0;
  removed = 0;
  bytes = 0;
  readonly #options: VisitOptions;
  readonly #present = new Set<string>();

  constructor(options: VisitOptions, scope: Scope) {
    this.#options = options;
    this.source = options.source;
    this.scope = scope;
  }

  /** Where a path of the feed is asked for: at the vendor, or at the mirror that stands for all its hosts. */
  urlOf({ path, base }: { readonly path: string; readonly base?: string }): string {
    return joinUrl(this.#options.mirror ?? base ?? this.source.base, path);
  }

  pathOf(name: string): string {
    return join(this.directory, safeName(name));
  }

  /** Of this feed. */
  get directory(): string {
    const { source, directory } = this.#options;
    return join(directory, source.directory ?? source.id);
  }

  /** A small document of the feed. Throws `access.*`, `input.not-found`, `limit.size`. */
  text(url: string, maxBytes: number = maxIndexBytes): Promise<string> {
    return this.#options.downloader.text(url, maxBytes);
  }

  /** What is known of a file that is there as it was fetched. */
  known(name: string): FileRecord | undefined {
    const record = this.#options.record.files.get(name);
    const stat = statSync(this.pathOf(name), { throwIfNoEntry: false });
    return stat?.isFile() === true && stat.size === record?.size ? record : undefined;
  }

  /** Whether the file is there now, old or new. Throws when the server wants no more, and when the work is cancelled. */
  async bring(wanted: Wanted): Promise<boolean> {
    checkpoint(this.scope.signal);
    const { name, mark } = wanted;
    const known = this.known(name);
    if (known !== undefined && mark !== undefined && known.mark === mark) return this.keep(name);
    try {
      return await this.#download(wanted, known);
    } catch (error) {
      if (known === undefined && wanted.isOptional === true && isWithheld(error)) return false;
      this.fail(error);
      return known !== undefined && this.keep(name);
    }
  }

  /** The file belongs to the feed as it is now. */
  keep(name: string): true {
    this.#present.add(name);
    return true;
  }

  /** Notes what went wrong with a part of the feed. Throws what concerns all of it. */
  fail(error: unknown): void {
    if (this.scope.signal.aborted) throw error;
    if (!isCaissonError(error))
      throw new CaissonError('host.io', 'a file cannot be written', { cause: error });
    if (error.code === 'access.rate-limited') throw error;
    if (this.problems.length < maxProblems) this.problems.push(error.message);
  }

  /** Drops a file at once: it must not stand beside what takes its place. */
  drop(name: string): void {
    rmSync(this.pathOf(name), { force: true });
    this.#present.delete(name);
    if (this.#options.record.files.delete(name)) this.removed += 1;
  }

  /** Ends a visit in which everything was seen: what the feed has no more is removed. */
  finish(): void {
    if (this.problems.length > 0) return;
    if (this.#present.size === 0) {
      this.problems.push('there is nothing of this feed');
      return;
    }
    for (const name of this.#options.record.files.keys())
      if (!this.#present.has(name)) this.drop(name);
  }

  async #download(wanted: Wanted, known: FileRecord | undefined): Promise<boolean> {
    const { downloader, record, task } = this.#options;
    const { url, name, mark, sha256, unpackedSha256 } = wanted;
    const maxBytes = Math.min(maxBytesOf[this.source.size], this.scope.limits.maxSpoolBytes);
    const path = this.pathOf(name);
    const result = await downloader.bring({
      url,
      path,
      maxBytes,
      task,
      // where an index says that it changed, a cache that still has the old one must not be believed
      ...(known !== undefined && mark === undefined && { known }),
      ...(sha256 !== undefined && { sha256 }),
      ...(unpackedSha256 !== undefined && { unpackedSha256 }),
    });
    if (result.type === 'absent') return this.#absent(wanted, known);
    const now = result.type === 'fetched' ? result.record : known;
    if (now !== undefined) record.files.set(name, { ...now, ...(mark !== undefined && { mark }) });
    if (result.type === 'fetched') this.#count(result.bytes);
    return this.keep(name);
  }

  #count(bytes: number): void {
    this.fetched += 1;
    this.bytes += bytes;
    if (this.fetched % savedEvery === 0) this.#options.save();
  }

  #absent({ url, name, isOptional }: Wanted, known: FileRecord | undefined): boolean {
    if (isOptional === true) return false;
    this.problems.push(`there is nothing at ${quote(shownUrl(url))}`);
    return known !== undefined && this.keep(name);
  }
}

/** Stores of objects answer 403 for what they do not have when nobody may list them. */
export function isWithheld(error: unknown): boolean {
  return isCaissonError(error, 'access.forbidden');
}
