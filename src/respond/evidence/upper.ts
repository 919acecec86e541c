import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { textOfBytes } from '#kit/byte-string.ts';
import type { JsonObject } from '#model/json-value.ts';
import { present } from '../present.ts';
import { isFull } from './room.ts';
import { padding, type TarEntry, tarEnd, tarHeader } from './tar-header.ts';
import { type UpperEntry, UpperWalk, type WalkLimits } from './upper-walk.ts';

export interface UpperOrder {
  readonly upper: string;
  /** Uppermost first. */
  readonly lower: readonly string[];
  /** Where the archive goes. */
  readonly file: string;
  readonly maxBytes: number;
  readonly limits: WalkLimits;
  /** Extended attributes by path, where somebody could read them. */
  readonly attributes?: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export interface KeptUpper {
  readonly entries: number;
  readonly bytes: number;
  readonly gaps: readonly string[];
  /** One for each entry, for `diff.json`; hashes are added when the container goes on again. */
  readonly changes: readonly UpperChange[];
}
export interface UpperChange {
  readonly facts: JsonObject;
  /** Where the content stands in the archive. */
  readonly offset?: number;
  readonly size?: number;
}

const chunkBytes = 2 ** 20;
const maxGaps = 200;
/** Of a file that is mostly holes only so much is read: nothing tells where its data is. */
const maxSparseBytes = 64 * 2 ** 20;

/** Copies what a container added and changed into a tar archive. Hostile content is bounded and never followed. */
export function keepUpper(order: UpperOrder): KeptUpper {
  const descriptor = openSync(order.file, 'wx', 0o600);
  try {
    return new UpperCopy(descriptor, order).run();
  } finally {
    closeSync(descriptor);
  }
}

class UpperCopy {
  readonly #target: number;
  readonly #order: UpperOrder;
  readonly #gaps: string[] = [];
  readonly #changes: UpperChange[] = [];
  /** First path of each file that has several names. */
  readonly #links = new Map<string, string>();
  readonly #buffer = Buffer.allocUnsafe(chunkBytes);
  #written = 0;
  #isFull = false;

  constructor(target: number, order: UpperOrder) {
    this.#target = target;
    this.#order = order;
  }

  run(): KeptUpper {
    const limits = {
      ...this.#order.limits,
      isSpent: () => this.#isFull || this.#order.limits.isSpent(),
    };
    const walk = new UpperWalk(
      limits,
      (entry) => this.#keep(entry),
      (text) => this.#gap(text),
    );
    walk.walk(this.#order.upper, this.#order.lower);
    this.#write(tarEnd());
    return {
      entries: this.#changes.length,
      bytes: this.#written,
      gaps: this.#gaps,
      changes: this.#changes,
    };
  }

  #gap(text: string): void {
    if (this.#gaps.length < maxGaps) this.#gaps.push(text);
  }

  #keep(entry: UpperEntry): void {
    const { path, kind, stats, descriptor } = entry;
    if (kind === 'socket') {
      this.#change(entry, {});
      return;
    }
    const first = this.#linkOf(entry);
    if (first !== undefined) {
      this.#header(entry, { type: 'hardlink', size: 0, link: first });
      this.#change(entry, {}, { hardLinkTo: textOfBytes(first) });
    } else if (kind === 'file') this.#file(entry, descriptor);
    else {
      const type = kind === 'whiteout' ? 'character' : kind;
      this.#header(entry, { type, size: 0, ...present({ link: entry.link }), ...deviceOf(stats) });
      this.#change(entry, {}, present({ link: entry.link && textOfBytes(entry.link) }));
    }
    if (stats.nlink > 1 && kind === 'file') this.#links.set(inodeKey(stats), path);
  }

  #linkOf({ kind, stats }: UpperEntry): string | undefined {
    return kind === 'file' && stats.nlink > 1 ? this.#links.get(inodeKey(stats)) : undefined;
  }

  /** An empty file is not even opened. */
  #file(entry: UpperEntry, descriptor: number | undefined): void {
    const { stats, path } = entry;
    const isSparse = stats.blocks * 512 < stats.size / 2 && stats.size > maxSparseBytes;
    const left = Math.max(0, this.#order.maxBytes - this.#written - 4096);
    const size = Math.min(stats.size, left, isSparse ? maxSparseBytes : stats.size);
    if (size < stats.size) {
      const why = size === left ? 'the archive is full' : 'it is mostly holes';
      this.#gap(`upper layer: ${JSON.stringify(path)}: ${size} of ${stats.size} bytes, as ${why}`);
    }
    const before = this.#written;
    this.#header(entry, { type: 'file', size });
    const offset = this.#written;
    if (descriptor !== undefined) this.#content(descriptor, size);
    if (!this.#isFull)
      this.#change(entry, { offset, size }, size < stats.size ? { kept: size } : {});
    else this.#rollBack(before);
  }

  #content(descriptor: number, size: number): void {
    for (let done = 0; done < size && !this.#isFull; ) {
      const wanted = Math.min(this.#buffer.length, size - done);
      const count = readSync(descriptor, this.#buffer, 0, wanted, done);
      // The file became shorter: the header promised more.
      if (count === 0) this.#buffer.fill(0, 0, wanted);
      const part = this.#buffer.subarray(0, count === 0 ? wanted : count);
      this.#write(part);
      done += part.length;
    }
    this.#write(padding(size));
  }

  #header(
    { path, stats }: UpperEntry,
    more: Pick<TarEntry, 'type' | 'size'> & Partial<TarEntry>,
  ): void {
    const attributes = this.#order.attributes?.get(path);
    this.#write(
      tarHeader({
        name: more.type === 'directory' ? `${path}/` : path,
        mode: stats.mode,
        uid: stats.uid,
        gid: stats.gid,
        modified: stats.mtimeMs,
        accessed: stats.atimeMs,
        changed: stats.ctimeMs,
        ...present({ attributes }),
        ...more,
      }),
    );
  }

  #write(bytes: Buffer): void {
    if (this.#isFull) return;
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.#target, bytes, done, bytes.length - done, this.#written + done);
      this.#written += bytes.length;
    } catch (error) {
      if (!isFull(error)) throw error;
      this.#isFull = true;
      this.#gap('upper layer: the disk is full');
    }
  }

  /** What does not fit is cut off where the entry begins, so that the archive stays whole. */
  #rollBack(before: number): void {
    this.#written = before;
    ftruncateSync(this.#target, before);
  }

  #change(
    { path, kind, stats, isBelow }: UpperEntry,
    place: { offset?: number; size?: number },
    more: JsonObject = {},
  ): void {
    const text = textOfBytes(path);
    const isExact = Buffer.from(text, 'utf8').toString('latin1') === path;
    this.#changes.push({
      ...place,
      facts: {
        path: `/${text}`,
        ...(!isExact && { pathHex: Buffer.from(path, 'latin1').toString('hex') }),
        change: kind === 'whiteout' ? 'removed' : isBelow ? 'changed' : 'added',
        kind,
        size: stats.size,
        mode: (stats.mode & 0o7777).toString(8),
        uid: stats.uid,
        gid: stats.gid,
        modified: stats.mtime.toISOString(),
        changed: stats.ctime.toISOString(),
        ...more,
      },
    });
  }
}

function inodeKey({ dev, ino }: Stats): string {
  return `${dev}/${ino}`;
}

function deviceOf({ rdev }: Stats): { readonly deviceMajor: number; readonly deviceMinor: number } {
  const minor = (rdev & 0xff) | ((rdev >>> 12) & 0xfff00);
  return { deviceMajor: (rdev >>> 8) & 0xfff, deviceMinor: minor };
}

/** The changes with the hash of each content, read from the archive. */
export async function hashedChanges(
  file: string,
  changes: readonly UpperChange[],
): Promise<readonly JsonObject[]> {
  const out: JsonObject[] = [];
  for (const { facts, offset, size } of changes) {
    if (offset === undefined || size === undefined) out.push(facts);
    else out.push({ ...facts, sha256: await hashOf(file, offset, size) });
  }
  return out;
}

async function hashOf(file: string, start: number, size: number): Promise<string> {
  const hash = createHash('sha256');
  if (size === 0) return hash.digest('hex');
  if (size <= chunkBytes) return hash.update(readPart(file, start, size)).digest('hex');
  const stream = createReadStream(file, {
    start,
    end: start + size - 1,
    highWaterMark: chunkBytes,
  });
  for await (const part of stream) if (part instanceof Buffer) hash.update(part);
  return hash.digest('hex');
}

function readPart(file: string, start: number, size: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(size, Math.max(0, fstatSync(descriptor).size - start)));
    readSync(descriptor, buffer, 0, buffer.length, start);
    return buffer;
  } finally {
    closeSync(descriptor);
  }
}
