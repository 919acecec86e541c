import { readExactly } from './byte-source.ts';
import { type PeImage, type PeRange, peDirectory } from './pe-directory.ts';

const versionType = 16;
const maxResourceBytes = 64 * 1024;
const maxEntries = 4096;
const maxStrings = 256;
const maxDepth = 4;

/** Strings of a version resource (`ProductName`, `ProductVersion`, `FileVersion`, `CompanyName` …) by name. */
export type VersionStrings = ReadonlyMap<string, string>;

/**
 * Reads the version resource of a PE file (Microsoft, PE/COFF section "The .rsrc Section"; Windows, VS_VERSIONINFO): of the
 * first language. Empty when there is none. Visits at most three levels of the resource tree and 64 KiB of the resource.
 */
export function readVersionStrings(image: PeImage): VersionStrings {
  const root = image.directory(peDirectory.resource);
  const leaf = root && leafOf(image, root);
  if (leaf === undefined || leaf.size > maxResourceBytes) return new Map();
  const bytes = readExactly(image.source, leaf.offset, leaf.size, 'version resource');
  const strings = new Map<string, string>();
  collect(bytes, { at: 0, end: bytes.length, depth: 0 }, strings);
  return strings;
}

/** Type, name, language: the entry of the version type, then the first one of each level. */
function leafOf(image: PeImage, root: PeRange): PeRange | undefined {
  let at = 0;
  for (const wanted of [versionType, undefined, undefined]) {
    const target = entryOf(image, root, at, wanted);
    if (target === undefined) return undefined;
    const isDirectory = target >= 0x80000000;
    at = isDirectory ? target - 0x80000000 : target;
    if (!isDirectory) break;
  }
  if (at + 16 > root.size) return undefined;
  const data = readExactly(image.source, root.offset + at, 16, 'resource entry');
  return image.rangeAt(data.readUInt32LE(0), data.readUInt32LE(4));
}

function entryOf(
  { source }: PeImage,
  root: PeRange,
  at: number,
  wanted: number | undefined,
): number | undefined {
  if (at + 16 > root.size) return undefined;
  const head = readExactly(source, root.offset + at, 16, 'resource directory');
  const count = head.readUInt16LE(12) + head.readUInt16LE(14);
  if (count > maxEntries || at + 16 + count * 8 > root.size) return undefined;
  const table = readExactly(source, root.offset + at + 16, count * 8, 'resource directory');
  for (let entry = 0; entry < table.length; entry += 8)
    if (wanted === undefined || table.readUInt32LE(entry) === wanted)
      return table.readUInt32LE(entry + 4);
  return undefined;
}

interface Block {
  readonly at: number;
  readonly end: number;
  readonly depth: number;
}

/** Blocks of length, value length, type and name; strings stand in the third level of StringFileInfo. */
function collect(bytes: Buffer, { at, end, depth }: Block, strings: Map<string, string>): void {
  for (let next = at; next + 6 <= end && strings.size < maxStrings; ) {
    const length = bytes.readUInt16LE(next);
    if (length < 6 || next + length > end) return;
    const name = wideText(bytes, next + 6, next + length);
    const value = align(next + 6 + (name.length + 1) * 2);
    const valueBytes = bytes.readUInt16LE(next + 2);
    if (depth === 3) strings.set(name, wideText(bytes, value, next + length).trim());
    else if (depth < maxDepth && name !== 'VarFileInfo') {
      const children = align(value + (depth === 0 ? valueBytes : 0));
      collect(bytes, { at: children, end: next + length, depth: depth + 1 }, strings);
    }
    next = align(next + length);
  }
}

/** UTF-16 up to the first zero. */
function wideText(bytes: Buffer, start: number, end: number): string {
  let stop = start;
  while (stop + 2 <= end && bytes.readUInt16LE(stop) !== 0) stop += 2;
  return start >= end ? '' : bytes.toString('utf16le', start, Math.min(stop, end));
}

function align(offset: number): number {
  return Math.ceil(offset / 4) * 4;
}
