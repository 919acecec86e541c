import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';
import { CaissonError } from './error.ts';
import { quote } from './text.ts';

/** Bounds on a ZIP file: number of entries, bytes of one entry, and uncompressed to compressed over the whole file. */
export interface ZipLimits {
  readonly maxEntries: number;
  readonly maxEntryBytes: number;
  readonly maxRatio: number;
}

/** One file of the archive; sizes in bytes as the central directory states them. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  readonly compressedSize: number;
  /** Day that the archive states for the file, `YYYY-MM-DD` from the DOS date; not checked to be a real day. */
  readonly modified: string;
}

interface Record extends ZipEntry {
  readonly offset: number;
  readonly method: number;
  readonly crc: number;
}

/** Below this much output no ratio is held against an archive. */
const freeBytes = 64 * 2 ** 20;
const maxDirectoryBytes = 512 * 2 ** 20;

/**
 * A ZIP file on disk (APPNOTE 6.3.10), read by its central directory: stored and deflated entries, ZIP64, no encryption, no
 * multi-part archives. Nothing is extracted; entries are read one at a time and checked against their CRC.
 */
export class ZipFile implements Disposable {
  readonly entries: readonly ZipEntry[];
  readonly #descriptor: number;
  readonly #limits: ZipLimits;
  readonly #fileSize: number;
  #produced = 0;

  private constructor(descriptor: number, limits: ZipLimits) {
    this.#descriptor = descriptor;
    this.#limits = limits;
    this.#fileSize = fstatSync(descriptor).size;
    this.entries = this.#readDirectory();
  }

  /** Throws `host.io` when the file cannot be opened, `input.malformed` when it is no ZIP file, `limit.*` beyond the bounds. */
  static open(path: string, limits: ZipLimits): ZipFile {
    const descriptor = openFile(path);
    try {
      return new ZipFile(descriptor, limits);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  /** The content of an entry of `entries`. Throws `input.malformed` when it is damaged, `limit.*` beyond the bounds. */
  read(entry: ZipEntry): Buffer {
    if (!isRecord(entry)) throw malformed(`entry ${quote(entry.name)} is not of this archive`);
    if (entry.size > this.#limits.maxEntryBytes)
      throw new CaissonError('limit.size', `zip entry ${quote(entry.name)} is too large`);
    this.#produced += entry.size;
    if (this.#produced > Math.max(freeBytes, this.#fileSize * this.#limits.maxRatio))
      throw new CaissonError('limit.ratio', 'zip archive expands beyond the allowed ratio');
    const content = inflate(this.#readData(entry), entry);
    if (content.length !== entry.size || crc32(content) !== entry.crc)
      throw malformed(`entry ${quote(entry.name)} is damaged`);
    return content;
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }

  #readDirectory(): Record[] {
    const { offset, size, count } = this.#locateDirectory();
    if (count > this.#limits.maxEntries)
      throw new CaissonError('limit.entries', `zip archive has ${count} entries`);
    if (size > maxDirectoryBytes)
      throw new CaissonError('limit.size', 'zip directory is too large');
    const directory = this.#readAt(offset, size);
    const records: Record[] = [];
    let at = 0;
    while (records.length < count) {
      const record = parseRecord(directory, at);
      records.push(record.record);
      at = record.next;
    }
    this.#checkOverlap(records);
    return records;
  }

  /** Entries that share bytes make an archive that expands without end. */
  #checkOverlap(records: readonly Record[]): void {
    let sum = 0;
    for (const record of records) sum += record.compressedSize;
    if (sum > this.#fileSize) throw malformed('entries overlap');
  }

  #locateDirectory(): { offset: number; size: number; count: number } {
    const length = Math.min(this.#fileSize, 22 + 0xffff);
    const start = this.#fileSize - length;
    const tail = this.#readAt(start, length);
    const at = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
    if (at < 0 || at + 22 > tail.length) throw malformed('end of central directory is missing');
    const count = tail.readUInt16LE(at + 10);
    const size = tail.readUInt32LE(at + 12);
    const offset = tail.readUInt32LE(at + 16);
    if (count !== 0xffff && size !== 0xffffffff && offset !== 0xffffffff)
      return { offset, size, count };
    return this.#locateLargeDirectory(start + at - 20) ?? { offset, size, count };
  }

  #locateLargeDirectory(at: number) {
    if (at < 0) return undefined;
    const locator = this.#readAt(at, 20);
    if (locator.readUInt32LE(0) !== 0x07064b50) return undefined;
    const end = this.#readAt(toSafe(locator.readBigUInt64LE(8)), 56);
    if (end.readUInt32LE(0) !== 0x06064b50) throw malformed('ZIP64 end record is missing');
    const [count, size, offset] = [32, 40, 48].map((field) => toSafe(end.readBigUInt64LE(field)));
    return { count: count ?? 0, size: size ?? 0, offset: offset ?? 0 };
  }

  #readData(record: Record): Buffer {
    const header = this.#readAt(record.offset, 30);
    if (header.readUInt32LE(0) !== 0x04034b50)
      throw malformed(`entry ${quote(record.name)} has no local header`);
    const skip = 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    return this.#readAt(record.offset + skip, record.compressedSize);
  }

  #readAt(offset: number, length: number): Buffer {
    if (offset < 0 || length < 0 || offset + length > this.#fileSize)
      throw malformed('a part lies outside the file');
    const bytes = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const count = readSync(this.#descriptor, bytes, done, length - done, offset + done);
      if (count === 0) throw malformed('the file ends early');
      done += count;
    }
    return bytes;
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw new CaissonError('host.io', `cannot open ${quote(path)}`, { cause });
  }
}

function parseRecord(directory: Buffer, at: number): { record: Record; next: number } {
  if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50)
    throw malformed('central directory is damaged');
  const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
  const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
  const next = extraEnd + directory.readUInt16LE(at + 32);
  if (next > directory.length) throw malformed('central directory is damaged');
  if ((directory.readUInt16LE(at + 8) & 1) !== 0) throw malformed('an entry is encrypted');
  const stated = [24, 20, 42].map((field) => directory.readUInt32LE(at + field));
  const [size = 0, compressedSize = 0, offset = 0] = widen(
    stated,
    directory.subarray(nameEnd, extraEnd),
  );
  return {
    record: {
      name: directory.toString('utf8', at + 46, nameEnd),
      modified: dosDay(directory.readUInt16LE(at + 14)),
      size,
      compressedSize,
      offset,
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
    },
    next,
  };
}

/** Seven bits of years since 1980, four of the month, five of the day. */
function dosDay(date: number): string {
  const [year, month, day] = [1980 + (date >> 9), (date >> 5) & 15, date & 31];
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Replaces the fields that read 0xffffffff by those of the ZIP64 extra field, which holds only these, in this order. */
function widen(stated: readonly number[], extra: Buffer): number[] {
  const large = zip64Field(extra);
  let at = 0;
  return stated.map((value) => {
    if (value !== 0xffffffff || large === undefined || at + 8 > large.length) return value;
    at += 8;
    return toSafe(large.readBigUInt64LE(at - 8));
  });
}

function zip64Field(extra: Buffer): Buffer | undefined {
  let at = 0;
  while (at + 4 <= extra.length) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, end);
    at = end;
  }
  return undefined;
}

function inflate(data: Buffer, record: Record): Buffer {
  if (record.method === 0) return data;
  if (record.method !== 8)
    throw new CaissonError('input.unsupported', `zip entry ${quote(record.name)} is not deflated`);
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(1, record.size) });
  } catch (cause) {
    throw new CaissonError('input.malformed', `zip entry ${quote(record.name)} is damaged`, {
      cause,
    });
  }
}

function isRecord(entry: ZipEntry): entry is Record {
  return 'offset' in entry && 'method' in entry;
}

function toSafe(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed('a size is out of range');
  return Number(value);
}

function malformed(detail: string): CaissonError {
  return new CaissonError('input.malformed', `not a readable zip archive: ${detail}`);
}
