import { BitReader, damagedBzip2 } from './bit-reader.ts';
import { readSymbols } from './bzip2-symbols.ts';

const blockMagic = 0x314159265359;
const endMagic = 0x177245385090;
const blockUnit = 100_000;

/**
 * Unpacks bzip2 data, one block (at most 900,000 bytes before run lengths) at a time; several streams may follow each other.
 * Every block is checked against its CRC. Bounded: a block yields in pieces of at most some megabytes, and whoever takes them
 * counts them. Throws `input.malformed`.
 */
export function* bunzip2(packed: Uint8Array): Iterable<Buffer> {
  const input = new BitReader(packed);
  let streams = 0;
  while (!input.done) {
    const head = input.bits(24);
    const level = input.bits(8) - 0x30;
    if (head !== 0x425a68 || level < 1 || level > 9) {
      if (streams > 0) return; // bytes after the last stream are passed over, as bzip2 does
      throw damagedBzip2('it does not begin as such');
    }
    yield* readStream(input, level * blockUnit);
    streams += 1;
  }
  if (streams === 0) throw damagedBzip2('it is empty');
}

function* readStream(input: BitReader, maxBlock: number): Iterable<Buffer> {
  let combined = 0;
  for (;;) {
    const magic = input.bits(24) * 2 ** 24 + input.bits(24);
    const stated = input.bits(32);
    if (magic === endMagic) {
      if (stated !== combined >>> 0) throw damagedBzip2('its checksum is wrong');
      input.align();
      return;
    }
    if (magic !== blockMagic) throw damagedBzip2('a block does not begin as such');
    const crc = { value: 0xffffffff };
    yield* expand(readBlock(input, maxBlock), crc);
    const found = ~crc.value >>> 0;
    if (found !== stated) throw damagedBzip2('a block is damaged');
    combined = ((combined << 1) | (combined >>> 31)) ^ found;
  }
}

/** The block before run lengths were taken: Burrows-Wheeler transform undone. */
function readBlock(input: BitReader, maxBlock: number): Uint8Array {
  if (input.bit() === 1) throw damagedBzip2('randomised blocks are not made any more');
  const origin = input.bits(24);
  const column = readSymbols(input, maxBlock);
  if (column.length === 0) return column;
  if (origin >= column.length) throw damagedBzip2('a block begins outside of itself');
  return untransform(column, origin);
}

function untransform(column: Uint8Array, origin: number): Uint8Array {
  const starts = startsOf(column);
  const next = new Uint32Array(column.length);
  for (const [at, byte] of column.entries()) {
    const to = starts[byte] ?? 0;
    next[to] = at;
    starts[byte] = to + 1;
  }
  const out = new Uint8Array(column.length);
  let at = next[origin] ?? 0;
  for (let index = 0; index < out.length; index += 1) {
    out[index] = column[at] ?? 0;
    at = next[at] ?? 0;
  }
  return out;
}

/** Where each byte begins when the column is sorted. */
function startsOf(column: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  for (const byte of column) counts[byte] = (counts[byte] ?? 0) + 1;
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum - count;
  });
}

/** Four equal bytes are followed by a count of more of them (at most 255). */
function* expand(block: Uint8Array, crc: { value: number }): Iterable<Buffer> {
  let out = new Piece(crc);
  let run = 0;
  let previous = -1;
  for (const byte of block) {
    if (out.isFull) {
      yield out.finish();
      out = new Piece(crc);
    }
    if (run === 4) {
      out.add(previous, byte);
      run = 0;
      previous = -1;
      continue;
    }
    out.add(byte, 1);
    run = byte === previous ? run + 1 : 1;
    previous = byte;
  }
  yield out.finish();
}

const pieceBytes = 2 ** 20;

/** Output as it grows, with the checksum that goes on from piece to piece. */
class Piece {
  readonly #bytes = Buffer.allocUnsafe(pieceBytes);
  readonly #crc: { value: number };
  #size = 0;

  constructor(crc: { value: number }) {
    this.#crc = crc;
  }

  get isFull(): boolean {
    return this.#size + 256 > pieceBytes;
  }

  add(byte: number, count: number): void {
    let crc = this.#crc.value;
    for (let index = 0; index < count; index += 1) {
      this.#bytes[this.#size + index] = byte;
      crc = (crc << 8) ^ (crcTable[(crc >>> 24) ^ byte] ?? 0);
    }
    this.#size += count;
    this.#crc.value = crc;
  }

  finish(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }
}

/** CRC-32 of bzip2: polynomial 0x04c11db7, the highest bit first. */
const crcTable: Int32Array = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});
