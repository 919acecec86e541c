import { inflateRawSync, zstdDecompressSync } from 'node:zlib';
import { CaissonError } from '#kit/error.ts';
import {
  type ByteSource,
  copyOf,
  type Part,
  slice,
  sourceOf,
  type UnpackLimits,
} from './source.ts';

const longestTail = 22 + 0xffff;
const largestDirectory = 64 << 20;

/** An entry that is not read, and why. */
export interface Unread {
  readonly name: string;
  readonly why: string;
}

/**
 * Files of a ZIP archive (APPNOTE 6.3.10) by its central directory, also behind a prefix (self-extracting programs, executable
 * jars). Stored, deflated and zstd entries; `unread` hears of the others. Throws `input.malformed`, `limit.*`.
 */
export function* readZip(
  source: ByteSource,
  limits: UnpackLimits,
  unread: (entry: Unread) => void,
): Iterable<Part> {
  const { directory, shift } = locate(source);
  let at = 0;
  for (let count = 0; at + 46 <= directory.length; count += 1) {
    if (directory.readUInt32LE(at) !== 0x02014b50) return;
    if (count >= limits.maxEntries)
      throw new CaissonError('limit.entries', 'zip archive has too many entries');
    const entry = entryAt(directory, at, shift);
    at = entry.next;
    if (entry.size === 0 || entry.name.endsWith('/')) continue;
    const part = readEntry(source, entry, limits);
    if (typeof part === 'string') unread({ name: entry.name, why: part });
    else yield { name: entry.name, source: part };
  }
}

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly size: number;
  readonly compressed: number;
  readonly offset: number;
  readonly next: number;
}

function entryAt(directory: Buffer, at: number, shift: number): Entry {
  const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
  return {
    name: directory.toString('utf8', at + 46, Math.min(nameEnd, at + 46 + 4096)),
    flags: directory.readUInt16LE(at + 8),
    method: directory.readUInt16LE(at + 10),
    compressed: directory.readUInt32LE(at + 20),
    size: directory.readUInt32LE(at + 24),
    offset: directory.readUInt32LE(at + 42) + shift,
    next: nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32),
  };
}

function readEntry(source: ByteSource, entry: Entry, limits: UnpackLimits): ByteSource | string {
  if ((entry.flags & 1) !== 0) return 'it is encrypted';
  if (entry.size > limits.maxPartBytes) return 'it is too large';
  const header = copyOf(source, entry.offset, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) return 'its header is damaged';
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  limits.spend(entry.size);
  if (entry.method === 0) return slice(source, start, entry.compressed);
  return inflated(copyOf(source, start, entry.compressed), entry);
}

function inflated(data: Buffer, { method, size }: Entry): ByteSource | string {
  try {
    if (method === 8) return sourceOf(inflateRawSync(data, { maxOutputLength: size }));
    if (method === 93) return sourceOf(zstdDecompressSync(data, { maxOutputLength: size }));
    return 'its method is not supported';
  } catch {
    return 'it is damaged';
  }
}

function locate(source: ByteSource): { directory: Buffer; shift: number } {
  const length = Math.min(source.size, longestTail);
  const tail = copyOf(source, source.size - length, length);
  const at = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (at < 0 || at + 22 > tail.length)
    throw new CaissonError('input.malformed', 'zip archive has no directory');
  const size = tail.readUInt32LE(at + 12);
  const offset = tail.readUInt32LE(at + 16);
  const end = source.size - length + at;
  if (size > largestDirectory || size > end)
    throw new CaissonError('input.malformed', 'zip directory is damaged');
  // What stands before the archive shifts all its offsets.
  const start = end - size;
  const shift = Math.max(0, start - offset);
  return { directory: copyOf(source, start, size), shift };
}
