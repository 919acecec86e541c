import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { DatabaseFile } from './blob-reader.ts';
import { readRecord, readVarint, type Value } from './sqlite-record.ts';

/** Reads `rpmdb.sqlite`: the blobs of its table `Packages` (hnum, blob). */
export function* readSqliteBlobs(view: FileView): Iterable<Uint8Array> {
  const rows = readSqliteTable(view, 'Packages', 2);
  if (rows === undefined)
    throw new CaissonError('input.malformed', 'no table of packages in the rpm database');
  for (const [, blob] of rows) {
    if (blob instanceof Uint8Array) yield blob;
    else throw new CaissonError('input.malformed', 'a row of the rpm database holds no header');
  }
}

/**
 * The first `columns` of each row of a table, straight from the b-tree (SQLite file format, sections 1.3, 1.5 and 1.6);
 * `undefined` when there is no such table. A first column without a value is the row id. Only the main file is read; what
 * still lies in a write-ahead log is not seen.
 */
export function readSqliteTable(
  view: FileView,
  table: string,
  columns: number,
): Iterable<readonly Value[]> | undefined {
  const file = new DatabaseFile(view);
  const tree = { file, layout: layoutOf(file), visited: new Set<number>() };
  let root: number | undefined;
  for (const { payload } of rowsOf(1, tree)) {
    const [type, name, , page] = readRecord(payload, 4);
    if (textOf(type) === 'table' && textOf(name) === table && typeof page === 'number') root = page;
  }
  return root === undefined ? undefined : recordsOf(root, tree, columns);
}

function* recordsOf(root: number, tree: Tree, columns: number): Iterable<readonly Value[]> {
  for (const { id, payload } of rowsOf(root, tree)) {
    const values = readRecord(payload, columns);
    // An `INTEGER PRIMARY KEY` in front is stored as NULL and is the row id (section 2.1).
    yield values[0] === undefined && values.length > 0 ? [id, ...values.slice(1)] : values;
  }
}

interface Layout {
  readonly pageBytes: number;
  /** Page size without the reserved bytes at the end. */
  readonly usable: number;
}

interface Tree {
  readonly file: DatabaseFile;
  readonly layout: Layout;
  /** Pages seen so far: a page belongs to one tree and stands there once. */
  readonly visited: Set<number>;
}

const fileHeaderBytes = 100;
const interiorTable = 0x05;
const leafTable = 0x0d;
/** Trees of 2^64 rows are not deeper. */
const maxDepth = 32;

function layoutOf(file: DatabaseFile): Layout {
  const header = file.read(0, fileHeaderBytes);
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0')
    throw new CaissonError('input.malformed', 'no database in SQLite format');
  const stated = header.readUInt16BE(16);
  const pageBytes = stated === 1 ? 65_536 : stated;
  const usable = pageBytes - (header[20] ?? 0);
  if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) !== 0 || usable < 480)
    throw new CaissonError('input.malformed', 'the page size of the rpm database is wrong');
  return { pageBytes, usable };
}

/** A row as it is stored. */
interface Row {
  readonly id: number;
  readonly payload: Buffer;
}

/** All rows below a page, in key order. */
function* rowsOf(number: number, tree: Tree, depth = 0): Iterable<Row> {
  const page = treePage(number, tree, depth);
  const start = number === 1 ? fileHeaderBytes : 0;
  if (page[start] === leafTable) {
    for (const cell of cellsOf(page, start, 8)) yield readPayload(page, cell, tree);
  } else if (page[start] === interiorTable) {
    for (const cell of cellsOf(page, start, 12))
      yield* rowsOf(page.readUInt32BE(cell), tree, depth + 1);
    yield* rowsOf(page.readUInt32BE(start + 8), tree, depth + 1);
  } else throw damaged();
}

/** Where the cells of a page begin; their addresses follow the header. */
function cellsOf(page: Buffer, start: number, headerBytes: number): readonly number[] {
  const count = page.readUInt16BE(start + 3);
  const pointers = start + headerBytes;
  if (pointers + count * 2 > page.length) throw damaged();
  const cells = Array.from({ length: count }, (_, i) => page.readUInt16BE(pointers + i * 2));
  if (cells.some((cell) => cell + 4 > page.length)) throw damaged();
  return cells;
}

function treePage(number: number, { file, layout, visited }: Tree, depth: number): Buffer {
  if (number < 1 || visited.has(number)) throw damaged();
  if (depth > maxDepth)
    throw new CaissonError('limit.depth', 'the tree of the rpm database is too deep');
  visited.add(number);
  return Buffer.from(file.read((number - 1) * layout.pageBytes, layout.pageBytes));
}

/** A leaf cell: payload size, row id, the part of the payload that stands here, first overflow page. */
function readPayload(page: Buffer, cell: number, { file, layout }: Tree): Row {
  const size = readVarint(page, cell);
  const rowId = readVarint(page, size.next);
  const payload = file.allocate(size.value);
  const local = localBytes(size.value, layout.usable);
  const end = rowId.next + local;
  if (end + (local < size.value ? 4 : 0) > page.length) throw damaged();
  let filled = page.copy(payload, 0, rowId.next, end);
  let next = filled < size.value ? page.readUInt32BE(end) : 0;
  while (filled < size.value) {
    if (next < 1) throw damaged();
    const overflow = file.read((next - 1) * layout.pageBytes, layout.pageBytes);
    filled += overflow.copy(payload, filled, 4, layout.usable);
    next = overflow.readUInt32BE(0);
  }
  return { id: rowId.value, payload };
}

/** How much of a payload stands in its cell (SQLite file format, section 1.6, table b-tree leaf cell). */
function localBytes(size: number, usable: number): number {
  if (size <= usable - 35) return size;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((size - least) % (usable - 4));
  return fitting <= usable - 35 ? fitting : least;
}

/** A column that holds a text. */
export function textOf(value: Value | undefined): string | undefined {
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : undefined;
}

function damaged(): CaissonError {
  return new CaissonError('input.malformed', 'a page of the rpm database is damaged');
}
