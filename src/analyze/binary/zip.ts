import { crc32 } from 'node:zlib';
import type { Limits } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { type ByteSource, partOf, readExactly } from './byte-source.ts';
import { inflateBounded } from './inflate.ts';
import { findZipDirectory } from './zip-directory.ts';

const windowBytes = 2 ** 20;
const centralHeaderBytes = 46;
const localHeaderBytes = 30;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;
const absent = 0xffffffff;
const flagEncrypted = 1;
const flagUtf8 = 0x800;
const flagStreamed = 8;

/** A file in a zip archive, as its central directory tells. Sizes are in bytes. */
export interface ZipEntry {
  readonly name: string;
  readonly flags: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where the local header stands in the file. */
  readonly offset: number;
}

/**
 * Lists the entries whose raw name `keep` wants, in the order of the archive; other entries cost no more than the look at
 * their name. Reads the central directory only (PKWARE APPNOTE 6.3.10, sections 4.3.12 to 4.3.16), in windows.
 * Throws `input.malformed` (also when two kept entries overlap, as in archive bombs), `limit.entries`.
 */
export function readZipEntries(
  source: ByteSource,
  keep: (name: Buffer) => boolean,
  limits: Pick<Limits, 'maxEntries'>,
): readonly ZipEntry[] {
  const directory = findZipDirectory(source);
  const area = partOf(source, directory.offset, directory.size);
  const entries: ZipEntry[] = [];
  let count = 0;
  for (let at = 0; at < area.size; ) {
    const window = Buffer.from(area.read(at, windowBytes));
    const used = readWindow(window, (header, name) => {
      count += 1;
      if (count > limits.maxEntries)
        throw new CaissonError(
          'limit.entries',
          `the archive has more than ${limits.maxEntries} entries`,
        );
      if (keep(name)) entries.push(entryOf(header, name, directory.prefixBytes));
    });
    if (used === 0) throw malformed('the central directory of the archive is damaged');
    at += used;
  }
  refuseOverlaps(entries, directory.offset);
  return entries;
}

/**
 * The content of an entry, checked against its local header and checksum. Throws `input.malformed`, `input.unsupported`
 * (encrypted, other compression), `limit.size` above `maxBytes`.
 */
export function readZipEntry(source: ByteSource, entry: ZipEntry, maxBytes: number): Buffer {
  // Deflate never makes content much larger, so such an entry is not honest about one of its sizes.
  if (entry.size > maxBytes || entry.compressedSize > maxBytes + windowBytes)
    throw new CaissonError('limit.size', `${quote(entry.name)} is larger than ${maxBytes} bytes`);
  const area = zipEntryArea(source, entry);
  const data = readExactly(area, 0, entry.compressedSize, 'archive entry');
  const content =
    entry.method === 0
      ? data
      : inflateBounded(data, 'raw', Math.min(maxBytes, entry.size + 1), quote(entry.name));
  if (content.length !== entry.size || crc32(content) !== entry.crc)
    throw malformed(`${quote(entry.name)} is damaged: size or checksum are wrong`);
  return content;
}

/** The compressed bytes of an entry as a source: for a stored entry its content, without holding it in memory. */
export function zipEntryArea(source: ByteSource, entry: ZipEntry): ByteSource {
  if ((entry.flags & flagEncrypted) !== 0)
    throw new CaissonError('input.unsupported', `${quote(entry.name)} is encrypted`);
  if (entry.method !== 0 && entry.method !== 8)
    throw new CaissonError(
      'input.unsupported',
      `${quote(entry.name)} uses compression ${entry.method}`,
    );
  if (entry.method === 0 && entry.size !== entry.compressedSize)
    throw malformed(`${quote(entry.name)} is stored with two sizes`);
  const header = readExactly(source, entry.offset, localHeaderBytes, 'archive entry');
  const nameBytes = header.readUInt16LE(26);
  const start = entry.offset + localHeaderBytes + nameBytes + header.readUInt16LE(28);
  const name = readExactly(source, entry.offset + localHeaderBytes, nameBytes, 'archive entry');
  if (!agrees(entry, header, name))
    throw malformed(`${quote(entry.name)} is described differently in two places of the archive`);
  if (start + entry.compressedSize > source.size)
    throw malformed(`${quote(entry.name)} ends after the archive`);
  return partOf(source, start, entry.compressedSize);
}

/** Whether the local header tells the same as the central directory; streamed entries leave their sizes out. */
function agrees(entry: ZipEntry, header: Buffer, name: Buffer): boolean {
  const size = header.readUInt32LE(22);
  const compressedSize = header.readUInt32LE(18);
  const streamed = (entry.flags & flagStreamed) !== 0;
  return (
    header.readUInt32LE(0) === localSignature &&
    header.readUInt16LE(8) === entry.method &&
    textOf(name, entry.flags) === entry.name &&
    (streamed || compressedSize === absent || compressedSize === entry.compressedSize) &&
    (streamed || size === absent || size === entry.size)
  );
}

/** Calls `visit` for each whole header of the window; the number of bytes that they take. */
function readWindow(window: Buffer, visit: (header: Buffer, name: Buffer) => void): number {
  let at = 0;
  while (at + centralHeaderBytes <= window.length) {
    if (window.readUInt32LE(at) !== centralSignature)
      throw malformed('the central directory of the archive is damaged');
    const nameEnd = at + centralHeaderBytes + window.readUInt16LE(at + 28);
    const end = nameEnd + window.readUInt16LE(at + 30) + window.readUInt16LE(at + 32);
    if (end > window.length) break;
    visit(window.subarray(at, end), window.subarray(at + centralHeaderBytes, nameEnd));
    at = end;
  }
  return at;
}

function entryOf(header: Buffer, name: Buffer, prefixBytes: number): ZipEntry {
  const flags = header.readUInt16LE(8);
  const extra = header.subarray(
    centralHeaderBytes + name.length,
    centralHeaderBytes + name.length + header.readUInt16LE(30),
  );
  const [size = 0, compressedSize = 0, offset = 0] = wideFields(extra, [
    header.readUInt32LE(24),
    header.readUInt32LE(20),
    header.readUInt32LE(42),
  ]);
  return {
    name: textOf(name, flags),
    flags,
    method: header.readUInt16LE(10),
    crc: header.readUInt32LE(16),
    compressedSize,
    size,
    offset: offset + prefixBytes,
  };
}

/** Replaces fields that say "see the zip64 extra field" (section 4.5.3), which holds only those, in this order. */
function wideFields(extra: Buffer, fields: readonly number[]): readonly number[] {
  if (!fields.includes(absent)) return fields;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    return fields.map((field) => {
      if (field !== absent || next + 8 > extra.length) return field;
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    });
  }
  return fields;
}

function refuseOverlaps(entries: readonly ZipEntry[], directoryOffset: number): void {
  const sorted = entries.toSorted((a, b) => a.offset - b.offset);
  for (const [index, entry] of sorted.entries()) {
    const end = entry.offset + localHeaderBytes + entry.compressedSize;
    if (end > (sorted[index + 1]?.offset ?? directoryOffset))
      throw malformed('entries of the archive overlap');
  }
}

function textOf(name: Buffer, flags: number): string {
  return name.toString((flags & flagUtf8) !== 0 ? 'utf8' : 'latin1');
}

function malformed(message: string): CaissonError {
  return new CaissonError('input.malformed', message);
}
