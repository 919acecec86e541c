import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { makeDirectories } from '#kit/directory.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import {
  type Chain,
  type ChainDraft,
  type ChainEntry,
  formatEntry,
  nextEntry,
  parseEntry,
} from './chain.ts';
import { withLock } from './lock.ts';

const maxFileBytes = 2 ** 30;
/** Given up when the disk is full, so that what acts can still write down that it does. */
const reserveBytes = 2 ** 20;
const newLine = 0x0a;

/**
 * A chain in a file: JSON lines, mode 0600, on disk before an action runs. A line that a crash cut is dropped, as nobody was told that it
 * was written; anything else that does not fit is `integrity.digest-mismatch`.
 */
export class FileChain implements Chain, Disposable {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #clock: () => Date;
  #offset = 0;
  #last: ChainEntry | undefined;

  /** Makes the file and its directory where they are not there. Throws `host.io`. */
  constructor(path: string, clock: () => Date) {
    this.#path = path;
    this.#clock = clock;
    try {
      makeDirectories(dirname(path), 0o700);
      this.#descriptor = openSync(path, 'a+', 0o600);
    } catch (cause) {
      throw new CaissonError('host.io', `cannot open the journal ${quote(path)}`, { cause });
    }
    this.#keepReserve();
  }

  transact(decide: (fresh: readonly ChainEntry[]) => readonly ChainDraft[]): readonly ChainEntry[] {
    return withLock(`${this.#path}.lock`, this.#clock().getTime(), () => {
      const drafts = decide(this.#readNew());
      const entries: ChainEntry[] = [];
      for (const draft of drafts) entries.push(nextEntry(entries.at(-1) ?? this.#last, draft));
      this.#append(
        entries,
        drafts.some(({ durable }) => durable !== false),
      );
      return entries;
    });
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }

  /** Entries behind those that are known, with what a crash cut removed. Only while the lock is held. */
  #readNew(): readonly ChainEntry[] {
    const { size } = fstatSync(this.#descriptor);
    if (size < this.#offset) throw shortened(this.#path);
    if (size - this.#offset > maxFileBytes)
      throw new CaissonError('limit.size', `the journal ${quote(this.#path)} is too large`);
    const bytes = this.#read(size - this.#offset);
    const end = bytes.lastIndexOf(newLine) + 1;
    if (end < bytes.length) ftruncateSync(this.#descriptor, this.#offset + end);
    const entries: ChainEntry[] = [];
    for (const line of bytes.toString('utf8', 0, end).split('\n'))
      if (line !== '') entries.push(parseEntry(line, entries.at(-1) ?? this.#last));
    this.#offset += end;
    this.#last = entries.at(-1) ?? this.#last;
    return entries;
  }

  #read(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    let done = 0;
    while (done < length) {
      const count = readSync(this.#descriptor, bytes, done, length - done, this.#offset + done);
      if (count === 0) break;
      done += count;
    }
    return bytes.subarray(0, done);
  }

  #append(entries: readonly ChainEntry[], durable: boolean): void {
    if (entries.length === 0) return;
    const bytes = Buffer.from(entries.map(formatEntry).join(''));
    try {
      this.#write(bytes);
      if (durable) fdatasyncSync(this.#descriptor);
    } catch (cause) {
      ftruncateSync(this.#descriptor, this.#offset);
      throw new CaissonError('host.io', `cannot write the journal ${quote(this.#path)}`, { cause });
    }
    this.#offset += bytes.length;
    this.#last = entries.at(-1);
  }

  #write(bytes: Buffer): void {
    try {
      writeAll(this.#descriptor, bytes);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      ftruncateSync(this.#descriptor, this.#offset);
      truncateSync(`${this.#path}.reserve`, 0);
      writeAll(this.#descriptor, bytes);
    }
  }

  #keepReserve(): void {
    try {
      const descriptor = openSync(`${this.#path}.reserve`, 'a', 0o600);
      const missing = reserveBytes - fstatSync(descriptor).size;
      if (missing > 0) writeAll(descriptor, Buffer.alloc(missing));
      closeSync(descriptor);
    } catch {
      // The disk is full already: the journal still has the room that it has.
    }
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(descriptor, bytes, done);
}

function shortened(path: string): CaissonError {
  return new CaissonError('integrity.digest-mismatch', `the journal ${quote(path)} was shortened`, {
    hint: 'somebody changed the file: keep it as evidence and start a new one',
  });
}
