import type { ByteSource } from './source.ts';

const magic = 'SQLite format 3\0';
const mostBytes = 256 << 20;
const mostText = 32 << 20;
const shortestValue = 8;
const newline = Buffer.from('\n');
const tableLeaf = 0x0d;
const indexLeaf = 0x0a;

/** Whether bytes begin like an SQLite database. */
export function isSqlite(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, 16)).toString('latin1') === magic;
}

/**
 * Values of an SQLite database (file format, sections 1.3, 1.6 and 2.1) that touch a letter or digit of their neighbours,
 * one a line: in a record the values of a row stand without anything between them, so that no rule sees where a token begins. All
 * others are found in the bytes as they are. What a damaged page says is bounded by the page.
 */
export function gluedValues(source: ByteSource): Buffer {
  const head = Buffer.from(source.read(0, 100));
  if (head.length < 100) return Buffer.alloc(0);
  const stated = head.readUInt16BE(16);
  const pageSize = stated === 1 ? 65_536 : stated;
  if (pageSize < 512) return Buffer.alloc(0);
  const usable = pageSize - (head[20] ?? 0);
  const found: Buffer[] = [];
  let left = mostText;
  for (let at = 0; at < Math.min(source.size, mostBytes) && left > 0; at += pageSize) {
    const page = Buffer.from(source.read(at, pageSize)).subarray(0, usable);
    // Cells of a sound page do not overlap, so their values are never longer than the page.
    let room = page.length;
    for (const value of valuesOfPage(page, at === 0 ? 100 : 0)) {
      room -= value.length + 1;
      if (room < 0) break;
      found.push(value, newline);
      left -= value.length + 1;
    }
  }
  return Buffer.concat(found);
}

function* valuesOfPage(page: Buffer, start: number): Iterable<Buffer> {
  const type = page[start];
  if ((type !== tableLeaf && type !== indexLeaf) || page.length < start + 8) return;
  const cells = Math.min(page.readUInt16BE(start + 3), page.length >> 2);
  const budget = { columns: page.length };
  for (let cell = 0; cell < cells; cell += 1) {
    const pointer = start + 8 + cell * 2;
    if (pointer + 2 > page.length) return;
    yield* valuesOfCell(page, page.readUInt16BE(pointer), type === tableLeaf, budget);
  }
}

/** `budget` is for the columns of the whole page, each of which takes a byte there. */
function* valuesOfCell(
  page: Buffer,
  start: number,
  hasRowId: boolean,
  budget: { columns: number },
): Iterable<Buffer> {
  const payload = varint(page, start);
  const body = hasRowId ? varint(page, payload.end).end : payload.end;
  const header = varint(page, body);
  const headerEnd = body + header.value;
  let at = headerEnd;
  for (let next = header.end; next < headerEnd && next < page.length; ) {
    const { value: type, end } = varint(page, next);
    next = end;
    budget.columns -= 1;
    const size = sizeOf(type);
    const stop = at + size;
    if (stop > page.length || budget.columns < 0) return;
    const isGlued = isWord(page[at - 1]) || isWord(page[stop]);
    if (type >= 12 && size >= shortestValue && isGlued) yield page.subarray(at, stop);
    at = stop;
  }
}

/** Bytes of a value by its serial type (section 2.1). */
function sizeOf(type: number): number {
  if (type >= 12) return (type - (type % 2 === 0 ? 12 : 13)) / 2;
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][type] ?? 0;
}

/** A variable-length integer, big-endian, seven bits a byte (section 1.6); those beyond 2^53 are bounded by the page anyway. */
function varint(page: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start; at < start + 8; at += 1) {
    const byte = page[at] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return { value: value * 256 + (page[start + 8] ?? 0), end: start + 9 };
}

function isWord(byte: number | undefined): boolean {
  return byte !== undefined && /\w/.test(String.fromCharCode(byte));
}
