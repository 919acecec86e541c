import type { SourceRange } from '#model/source-range.ts';
import { type Decoded, decode } from './decode.ts';
import type { SourcePlace } from './node.ts';

/** Bytes are counted from the nearest of these places, so many units apart. */
const step = 256;

/** Where a text begins in the one that it was cut out of; counted from 0. */
export interface CutAt {
  /** Bytes before it. */
  readonly offset: number;
  /** Lines before it. */
  readonly line: number;
}

const whole: CutAt = { offset: 0, line: 0 };

/** A decoded text that knows the line, column and byte of each of its UTF-16 units ("index"). */
export class Source {
  readonly text: string;
  readonly valid: boolean;
  readonly lineCount: number;
  /** Where lines begin, and where they end before their break; one entry a line. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** The byte where the text begins, and the number of its first line. */
  readonly #skipped: number;
  readonly #firstLine: number;
  readonly #width: Decoded['width'];
  readonly #marks: Uint32Array;
  /** The line found last: places are mostly asked for in order. */
  #line = 0;

  constructor(source: string | Uint8Array, cutAt: CutAt = whole) {
    const { text, skipped, width, valid } = decode(source);
    this.text = text;
    this.valid = valid;
    this.#skipped = cutAt.offset + skipped;
    this.#firstLine = cutAt.line + 1;
    this.#width = width;
    this.#marks = width === 'utf8' ? marksOf(text) : new Uint32Array(0);
    this.lineCount = countLines(text);
    this.starts = new Uint32Array(this.lineCount);
    this.ends = new Uint32Array(this.lineCount);
    fillLines(text, this.starts, this.ends);
  }

  /** The byte offset of an index in the source as given. */
  offsetAt(index: number): number {
    if (this.#width === 'ascii') return this.#skipped + index;
    if (this.#width === 'utf16') return this.#skipped + 2 * index;
    const mark = Math.floor(index / step);
    return this.#skipped + (this.#marks[mark] ?? 0) + bytesBetween(this.text, mark * step, index);
  }

  placeAt(index: number): SourcePlace {
    const line = this.lineOf(index);
    const column = index - (this.starts[line] ?? 0) + 1;
    return { offset: this.offsetAt(index), line: line + this.#firstLine, column };
  }

  /** From index `start` to index `end`, which is excluded. */
  range(start: number, end: number): SourceRange {
    const first = this.lineOf(start);
    const column = start - (this.starts[first] ?? 0) + 1;
    const last = this.lineOf(end);
    return {
      start: this.offsetAt(start),
      end: this.offsetAt(end),
      line: first + this.#firstLine,
      column,
      endLine: last + this.#firstLine,
      endColumn: end - (this.starts[last] ?? 0) + 1,
    };
  }

  /** The line of an index, counted from 0 in this text. */
  lineOf(index: number): number {
    let low = this.#line;
    const isNear =
      index >= (this.starts[low] ?? 0) && index < (this.starts[low + 2] ?? Number.MAX_VALUE);
    if (isNear) {
      if (index >= (this.starts[low + 1] ?? Number.MAX_VALUE)) low += 1;
    } else low = this.#search(index);
    this.#line = low;
    return low;
  }

  #search(index: number): number {
    let low = 0;
    let high = this.lineCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function countLines(text: string): number {
  let count = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) count += 1;
  }
  return count;
}

function fillLines(text: string, starts: Uint32Array, ends: Uint32Array): void {
  let line = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 10 && code !== 13) continue;
    ends[line] = at;
    if (code === 13 && text.charCodeAt(at + 1) === 10) at += 1;
    line += 1;
    starts[line] = at + 1;
  }
  ends[line] = text.length;
}

function marksOf(text: string): Uint32Array {
  const marks = new Uint32Array(Math.floor(text.length / step) + 1);
  for (let mark = 1; mark < marks.length; mark += 1) {
    const at = mark * step;
    marks[mark] = (marks[mark - 1] ?? 0) + bytesBetween(text, at - step, at);
  }
  return marks;
}

function bytesBetween(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let at = start; at < end; at += 1) bytes += bytesOf(text, at);
  return bytes;
}

/** UTF-8 bytes of one unit; each half of a surrogate pair counts two, a lone one three as U+FFFD. */
function bytesOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  if (code < 0xd800 || code > 0xdfff) return 3;
  const other = text.charCodeAt(code < 0xdc00 ? at + 1 : at - 1);
  const paired =
    code < 0xdc00 ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other < 0xdc00;
  return paired ? 2 : 3;
}
