import { CaissonError } from '#kit/error.ts';
import { type ByteSource, isRange, readExactly } from './byte-source.ts';

const endBytes = 22;
const maxCommentBytes = 65_535;
const shortTailBytes = 512;
const locatorBytes = 20;
const wideEndBytes = 56;
const endMark = Buffer.from('PK\x05\x06', 'latin1');
const centralMark = 0x02014b50;
const locatorMark = 0x07064b50;
const wideEndMark = 0x06064b50;

/** Where the central directory of a zip archive stands. `prefixBytes` precede the archive (a launcher script). */
export interface ZipDirectory {
  readonly offset: number;
  readonly size: number;
  readonly prefixBytes: number;
}

/**
 * Finds the central directory: the last end record whose comment ends with the file, as `java.util.zip` does; failing that
 * (bytes behind the archive) the last one that points to a directory. Throws `input.malformed`.
 */
export function findZipDirectory(source: ByteSource): ZipDirectory {
  // Nearly all archives have no comment: a short look saves reading the longest possible one.
  const found =
    directoryInTail(source, shortTailBytes, true) ??
    directoryInTail(source, endBytes + maxCommentBytes, false);
  if (found !== undefined) return found;
  throw new CaissonError('input.malformed', 'the archive has no central directory');
}

/** `exactOnly` takes no record but one whose comment ends with the file. */
function directoryInTail(
  source: ByteSource,
  length: number,
  exactOnly: boolean,
): ZipDirectory | undefined {
  const tailBytes = Math.min(source.size, length);
  const tail = Buffer.from(source.read(source.size - tailBytes, tailBytes));
  const marks = endRecords(tail);
  const exact = marks.filter((at) => at + endBytes + tail.readUInt16LE(at + 20) === tail.length);
  for (const at of exactOnly ? exact : [...exact, ...marks]) {
    const directory = directoryAt(source, tail.subarray(at), source.size - tailBytes + at);
    if (directory !== undefined) return directory;
  }
  return undefined;
}

/** Offsets of what looks like an end record, last first; a hostile comment may hold many, so only the last ones count. */
function endRecords(tail: Buffer): readonly number[] {
  const found: number[] = [];
  let at = tail.lastIndexOf(endMark, tail.length - endBytes);
  while (at !== -1 && tail.length >= endBytes && found.length < 64) {
    found.push(at);
    at = at === 0 ? -1 : tail.lastIndexOf(endMark, at - 1);
  }
  return found;
}

function directoryAt(source: ByteSource, end: Buffer, at: number): ZipDirectory | undefined {
  const narrow = { at, size: end.readUInt32LE(12), offset: end.readUInt32LE(16) };
  const record = readWideEnd(source, at) ?? narrow;
  const offset = record.at - record.size;
  if (offset < record.offset || !isRange(source, offset, record.size)) return undefined;
  if (record.size > 0 && !isDirectory(source, offset)) return undefined;
  return { offset, size: record.size, prefixBytes: offset - record.offset };
}

function isDirectory(source: ByteSource, offset: number): boolean {
  return readExactly(source, offset, 4, 'central directory').readUInt32LE(0) === centralMark;
}

/** The zip64 end record, which its locator just before the end record points to (section 4.3.14). */
function readWideEnd(
  source: ByteSource,
  endAt: number,
): { readonly at: number; readonly size: number; readonly offset: number } | undefined {
  if (!isRange(source, endAt - locatorBytes, locatorBytes)) return undefined;
  const locator = readExactly(source, endAt - locatorBytes, locatorBytes, 'zip64 locator');
  if (locator.readUInt32LE(0) !== locatorMark) return undefined;
  const stated = Number(locator.readBigUInt64LE(8));
  for (const at of [stated, endAt - locatorBytes - wideEndBytes]) {
    if (!isRange(source, at, wideEndBytes)) continue;
    const end = readExactly(source, at, wideEndBytes, 'zip64 end record');
    if (end.readUInt32LE(0) !== wideEndMark) continue;
    return { at, size: Number(end.readBigUInt64LE(40)), offset: Number(end.readBigUInt64LE(48)) };
  }
  return undefined;
}
