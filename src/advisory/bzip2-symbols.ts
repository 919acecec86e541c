import { type BitReader, damagedBzip2 } from './bit-reader.ts';

const groupSize = 50;
const maxLength = 20;
const runA = 0;
const runB = 1;

/** One Huffman code: for each length the first code, the number of codes, and where their symbols begin. */
interface Code {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly start: Int32Array;
  readonly symbols: Uint16Array;
}

/**
 * The last column of a block: Huffman codes, run lengths of zeros and move-to-front undone. At most `maxBlock` bytes.
 * Throws `input.malformed`.
 */
export function readSymbols(input: BitReader, maxBlock: number): Uint8Array {
  const used = readUsedBytes(input);
  const end = used.length + 1;
  const codeCount = input.bits(3);
  if (codeCount < 2 || codeCount > 6) throw damagedBzip2('it has a wrong number of codes');
  const selectors = readSelectors(input, codeCount);
  const codes = Array.from({ length: codeCount }, () => readCode(input, used.length + 2));
  const column = new Column(used, maxBlock);
  for (const selector of selectors) {
    const code = codes[selector];
    if (code === undefined) break;
    for (let count = 0; count < groupSize; count += 1) {
      const symbol = readSymbol(input, code);
      if (symbol === end) return column.finish();
      column.add(symbol);
    }
  }
  throw damagedBzip2('a block has no end');
}

/** Puts the column together, moving bytes to the front as they are used. */
class Column {
  readonly #front: Uint8Array;
  readonly #out: Uint8Array;
  #size = 0;
  #run = 0;
  #weight = 1;

  constructor(used: Uint8Array, maxBlock: number) {
    this.#front = used;
    this.#out = new Uint8Array(maxBlock);
  }

  add(symbol: number): void {
    if (symbol === runA || symbol === runB) {
      this.#run += this.#weight * (symbol + 1);
      this.#weight *= 2;
      if (this.#run > this.#out.length) throw damagedBzip2('a block is too large');
      return;
    }
    this.#endRun();
    const index = symbol - 1;
    const byte = this.#front[index] ?? 0;
    this.#front.copyWithin(1, 0, index);
    this.#front[0] = byte;
    this.#put(byte, 1);
  }

  finish(): Uint8Array {
    this.#endRun();
    return this.#out.subarray(0, this.#size);
  }

  #endRun(): void {
    if (this.#run > 0) this.#put(this.#front[0] ?? 0, this.#run);
    this.#run = 0;
    this.#weight = 1;
  }

  #put(byte: number, count: number): void {
    if (this.#size + count > this.#out.length) throw damagedBzip2('a block is too large');
    this.#out.fill(byte, this.#size, this.#size + count);
    this.#size += count;
  }
}

/** Bytes that occur, as a map of sixteen by sixteen bits. */
function readUsedBytes(input: BitReader): Uint8Array {
  const groups = input.bits(16);
  const used: number[] = [];
  for (let group = 0; group < 16; group += 1) {
    if ((groups & (0x8000 >> group)) === 0) continue;
    const members = input.bits(16);
    for (let at = 0; at < 16; at += 1)
      if ((members & (0x8000 >> at)) !== 0) used.push(group * 16 + at);
  }
  if (used.length === 0) throw damagedBzip2('a block has no bytes');
  return Uint8Array.from(used);
}

/** Which code each group of fifty symbols uses, moved to the front. */
function readSelectors(input: BitReader, codeCount: number): readonly number[] {
  const count = input.bits(15);
  if (count === 0) throw damagedBzip2('a block has no symbols');
  const front = Array.from({ length: codeCount }, (_, index) => index);
  const selectors: number[] = [];
  for (let at = 0; at < count; at += 1) {
    let index = 0;
    while (input.bit() === 1) index += 1;
    const [code] = front.splice(index, 1);
    if (code === undefined) throw damagedBzip2('a code is chosen that is not there');
    front.unshift(code);
    selectors.push(code);
  }
  return selectors;
}

/** Lengths of all codes as differences, then the codes themselves in canonical order. */
function readCode(input: BitReader, symbolCount: number): Code {
  const lengths = new Uint8Array(symbolCount);
  let length = input.bits(5);
  for (let symbol = 0; symbol < symbolCount; symbol += 1) {
    for (;;) {
      if (length < 1 || length > maxLength) throw damagedBzip2('a code has a wrong length');
      if (input.bit() === 0) break;
      length += input.bit() === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return canonical(lengths);
}

function canonical(lengths: Uint8Array): Code {
  const count = new Int32Array(maxLength + 1);
  for (const length of lengths) count[length] = (count[length] ?? 0) + 1;
  const first = new Int32Array(maxLength + 1);
  const start = new Int32Array(maxLength + 1);
  let code = 0;
  let at = 0;
  for (let length = 1; length <= maxLength; length += 1) {
    first[length] = code;
    start[length] = at;
    code = (code + (count[length] ?? 0)) * 2;
    at += count[length] ?? 0;
  }
  const symbols = Uint16Array.from(lengths.keys()).sort(
    (a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b,
  );
  return { first, count, start, symbols };
}

function readSymbol(input: BitReader, { first, count, start, symbols }: Code): number {
  let code = 0;
  for (let length = 1; length <= maxLength; length += 1) {
    code = code * 2 + input.bit();
    const offset = code - (first[length] ?? 0);
    if (offset >= 0 && offset < (count[length] ?? 0))
      return symbols[(start[length] ?? 0) + offset] ?? 0;
  }
  throw damagedBzip2('a code is not known');
}
