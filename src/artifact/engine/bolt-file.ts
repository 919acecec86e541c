import { fstatSync, readSync } from 'node:fs';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** Bytes before the elements of a page. */
export const pageHeader = 16;
const magic = 0xed0cdaed;
const version = 2;
const metaBytes = 64;
const maxPageBytes = 16 * 2 ** 20;
const maxReadBytes = 512 * 2 ** 20;

interface Meta {
  readonly pageSize: number;
  readonly root: bigint;
  readonly pages: bigint;
  readonly transaction: bigint;
}

/** The pages of a BoltDB file as its newest committed transaction sees them. */
export class BoltFile {
  readonly #fd: number;
  readonly path: string;
  readonly #meta: Meta;
  readonly #size: number;
  #bytesLeft = maxReadBytes;

  constructor(fd: number, path: string) {
    this.#fd = fd;
    this.path = path;
    this.#size = fstatSync(fd).size;
    this.#meta = this.#newestMeta();
  }

  /** The page of the root bucket. */
  get root(): bigint {
    return this.#meta.root;
  }

  /** Whether nothing was committed since this was opened. */
  isUnchanged(): boolean {
    return this.#newestMeta().transaction === this.#meta.transaction;
  }

  /** A page with its overflow. */
  page(id: bigint): Buffer {
    const { pageSize, pages } = this.#meta;
    if (id < 2n || id >= pages) throw this.malformed('a page number outside the file');
    const at = Number(id) * pageSize;
    const overflow = this.#read(at, pageHeader).readUInt32LE(12);
    const length = (overflow + 1) * pageSize;
    this.#bytesLeft -= length;
    if (length > maxPageBytes || this.#bytesLeft < 0)
      throw new CaissonError('limit.size', `too much of ${quote(this.path)} would have to be read`);
    if (at + length > this.#size) throw this.malformed('a page behind its end');
    return this.#read(at, length);
  }

  /** The error for damage. */
  malformed(problem: string): CaissonError {
    return new CaissonError('input.malformed', `${quote(this.path)} has ${problem}`);
  }

  #newestMeta(): Meta {
    const first = this.#metaAt(0);
    const sizes = first ? [first.pageSize] : [4096, 8192, 16_384, 32_768, 65_536];
    const others = sizes.map((size) => this.#metaAt(size)).filter((meta) => meta !== undefined);
    const newest = [...(first ? [first] : []), ...others].sort((a, b) =>
      a.transaction < b.transaction ? 1 : -1,
    )[0];
    if (newest !== undefined) return newest;
    throw this.malformed('no valid meta page: it is not a BoltDB file');
  }

  #metaAt(offset: number): Meta | undefined {
    if (offset + pageHeader + metaBytes > this.#size) return undefined;
    const meta = this.#read(offset, pageHeader + metaBytes).subarray(pageHeader);
    const pageSize = meta.readUInt32LE(8);
    const fits = meta.readUInt32LE(0) === magic && meta.readUInt32LE(4) === version;
    const isPower = pageSize >= 512 && pageSize <= 65_536 && (pageSize & (pageSize - 1)) === 0;
    if (!fits || !isPower || fnv1a(meta.subarray(0, 56)) !== meta.readBigUInt64LE(56))
      return undefined;
    return {
      pageSize,
      root: meta.readBigUInt64LE(16),
      pages: meta.readBigUInt64LE(40),
      transaction: meta.readBigUInt64LE(48),
    };
  }

  #read(position: number, length: number): Buffer {
    const buffer = Buffer.alloc(length);
    let done = 0;
    while (done < length) {
      const count = readSync(this.#fd, buffer, done, length - done, position + done);
      if (count === 0) throw this.malformed('a page behind its end');
      done += count;
    }
    return buffer;
  }
}

function fnv1a(bytes: Buffer): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}
