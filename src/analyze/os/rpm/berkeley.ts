import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { DatabaseFile } from './blob-reader.ts';

/**
 * Reads `Packages`, a Berkeley DB hash (Berkeley DB 4 and 5, hash versions 8 to 10), as rpm before 4.16 keeps it: the key
 * is a package number, the value its header, nearly always on a chain of overflow pages. Both byte orders. All hash pages
 * are read in file order: what the buckets would say beside that is only where to look for a key.
 */
export function* readBerkeleyBlobs(view: FileView): Iterable<Uint8Array> {
  const file = new DatabaseFile(view);
  const layout = layoutOf(file.read(0, metadataBytes));
  const pages = Math.min(layout.lastPage, Math.floor(file.size / layout.pageBytes) - 1);
  for (let number = 1; number <= pages; number += 1) {
    const page = Buffer.from(file.read(number * layout.pageBytes, layout.pageBytes));
    if (hashPages.has(page[25] ?? 0)) yield* readPage(page, layout, file);
  }
  if (pages < layout.lastPage)
    throw new CaissonError('input.malformed', 'the rpm database ends early');
}

interface Layout {
  readonly pageBytes: number;
  readonly lastPage: number;
  readonly little: boolean;
}

const metadataBytes = 512;
const pageHeaderBytes = 26;
const hashMagic = 0x061561;
/** Page types: unsorted and sorted hash page. */
const hashPages: ReadonlySet<number> = new Set([2, 13]);
const overflowPage = 7;
/** Item types: on the page itself, on a chain of overflow pages. */
const onPage = 1;
const offPage = 3;

function layoutOf(page: Buffer): Layout {
  const little = page.readUInt32LE(12) === hashMagic;
  if (!little && page.readUInt32BE(12) !== hashMagic)
    throw new CaissonError('input.malformed', 'no rpm database in Berkeley DB format');
  const pageBytes = u32(page, 20, little);
  if (pageBytes < 512 || pageBytes > 65_536 || (pageBytes & (pageBytes - 1)) !== 0)
    throw new CaissonError('input.malformed', 'the page size of the rpm database is wrong');
  if (page[24] !== 0) throw new CaissonError('input.unsupported', 'the rpm database is encrypted');
  return { pageBytes, lastPage: u32(page, 32, little), little };
}

/** Items of a page come in pairs of key and value; an index of offsets follows the page header. */
function* readPage(page: Buffer, layout: Layout, file: DatabaseFile): Iterable<Uint8Array> {
  const entries = u16(page, 20, layout.little);
  if (pageHeaderBytes + entries * 2 > page.length)
    throw new CaissonError('input.malformed', 'a page of the rpm database is damaged');
  for (let item = 1; item < entries; item += 2) {
    const key = itemAt(page, item - 1, layout);
    // Number 0 holds the next free number.
    if (key[0] === onPage && key.subarray(1).every((byte) => byte === 0)) continue;
    const value = itemAt(page, item, layout);
    if (value[0] === offPage) yield readChain(value, layout, file);
    else if (value[0] === onPage) yield copyOf(value.subarray(1), file);
    else throw new CaissonError('input.unsupported', 'the rpm database has duplicate records');
  }
}

/** An item ends where the one before it begins; the first ends with the page. */
function itemAt(page: Buffer, item: number, { little }: Layout): Buffer {
  const start = u16(page, pageHeaderBytes + item * 2, little);
  const end = item === 0 ? page.length : u16(page, pageHeaderBytes + (item - 1) * 2, little);
  if (start >= end || end > page.length)
    throw new CaissonError('input.malformed', 'a page of the rpm database is damaged');
  return page.subarray(start, end);
}

function copyOf(bytes: Buffer, file: DatabaseFile): Uint8Array {
  const blob = file.allocate(bytes.length);
  bytes.copy(blob);
  return blob;
}

/** Follows overflow pages; every page adds at least one byte to a record of known length, so the chain ends. */
function readChain(item: Buffer, layout: Layout, file: DatabaseFile): Uint8Array {
  if (item.length < 12)
    throw new CaissonError('input.malformed', 'a page of the rpm database is damaged');
  const blob = file.allocate(u32(item, 8, layout.little));
  let number = u32(item, 4, layout.little);
  for (let filled = 0; filled < blob.length; ) {
    const page = file.read(number * layout.pageBytes, layout.pageBytes);
    const length = u16(page, 22, layout.little);
    if (page[25] !== overflowPage || length === 0 || pageHeaderBytes + length > page.length)
      throw new CaissonError('input.malformed', 'a record of the rpm database is damaged');
    filled += page.copy(blob, filled, pageHeaderBytes, pageHeaderBytes + length);
    number = u32(page, 16, layout.little);
  }
  return blob;
}

function u16(buffer: Buffer, at: number, little: boolean): number {
  return little ? buffer.readUInt16LE(at) : buffer.readUInt16BE(at);
}

function u32(buffer: Buffer, at: number, little: boolean): number {
  return little ? buffer.readUInt32LE(at) : buffer.readUInt32BE(at);
}
