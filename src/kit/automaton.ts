import { prefixLengths } from './automaton-prefix.ts';
import { buildTable, lowerCase, type Table } from './automaton-table.ts';

/** A text to look for, as bytes. `fold` ignores the case of ASCII letters. */
export interface BytePattern {
  readonly bytes: Uint8Array;
  readonly fold: boolean;
}

/** Called for every place of every pattern: its number in the list given, and the offset behind its last byte. */
export type PatternVisitor = (pattern: number, end: number) => void;

/** Below this length one stream is faster than four. */
const smallestSplit = 1024;
const growth = 4096;

/**
 * Finds many texts in bytes in one pass, whatever their number (Aho and Corasick, 1975): a table of states with one look-up for
 * each byte. The table holds the beginnings of the patterns only, as far as they tell them apart, so that it fits into the
 * cache; the rest is compared. Four parts of the input run side by side in one loop, which hides the latency of the look-ups.
 *
 * Large input is scanned chunk by chunk: give each chunk with at least `longest - 1` bytes of what stands before it, and say
 * with `from` where the new bytes begin. Not re-entrant: a visitor must not scan with the same automaton.
 */
export class Automaton {
  /** Length of the longest pattern, in bytes. */
  readonly longest: number;
  readonly #table: Table;
  readonly #patterns: readonly BytePattern[];
  readonly #prefixes: Uint8Array | Uint32Array;
  /** How many bytes of a pattern may stand behind the part that the table knows. */
  readonly #longestTail: number;
  readonly #longestPrefix: number;
  /** Hits of the four streams: offset and state, in turn. */
  readonly #hits: [Int32Array, Int32Array, Int32Array, Int32Array];
  readonly #counts = new Int32Array(4);
  /** Places found: offset and pattern, in turn. */
  #places = buffer();
  #placeCount = 0;

  /** Patterns are at least one byte long; two that are equal are both reported. */
  constructor(patterns: readonly BytePattern[]) {
    this.#patterns = patterns;
    this.longest = patterns.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
    this.#prefixes = prefixLengths(patterns.map(({ bytes }) => bytes));
    this.#longestPrefix = this.#prefixes.reduce((most, length) => Math.max(most, length), 0);
    this.#longestTail = patterns.reduce(
      (most, { bytes }, at) => Math.max(most, bytes.length - (this.#prefixes[at] ?? 0)),
      0,
    );
    this.#table = buildTable(
      patterns.map(({ bytes }, at) => bytes.subarray(0, this.#prefixes[at])),
    );
    this.#hits = [buffer(), buffer(), buffer(), buffer()];
  }

  /** Visits all places whose end lies in (`from`, `to`], in the order of their ends. Earlier bytes are only looked back at. */
  scan(bytes: Uint8Array, visit: PatternVisitor, from = 0, to = bytes.length): void {
    if (this.longest === 0 || to <= from) return;
    this.#counts.fill(0);
    this.#placeCount = 0;
    const start = Math.max(0, from - this.#longestTail);
    if (to - start < smallestSplit) this.#runOne(bytes, this.#warmUp(bytes, start), start, to);
    else this.#runFour(bytes, start, to);
    for (let stream = 0; stream < 4; stream += 1)
      if (this.#counts[stream] !== 0) this.#collect(bytes, stream, from, to);
    for (let at = 0; at < this.#placeCount; at += 2)
      visit(this.#places[at + 1] as number, this.#places[at] as number);
  }

  /** Compares what the table does not know, and puts the places in order: by their ends, the longest pattern first. */
  #collect(bytes: Uint8Array, stream: number, from: number, to: number): void {
    const hits = this.#hits[stream] as Int32Array;
    const count = this.#counts[stream] as number;
    const { outputs, firstOutput } = this.#table;
    for (let at = 0; at < count; at += 2) {
      const prefixEnd = hits[at] as number;
      const found = outputs[(hits[at + 1] as number) - firstOutput] as readonly number[];
      for (const number of found) {
        const { bytes: wanted, fold } = this.#patterns[number] as BytePattern;
        const start = prefixEnd - (this.#prefixes[number] as number);
        const end = start + wanted.length;
        if (end <= from || end > to) continue;
        if (fold ? isFolded(wanted, bytes, start) : isExact(wanted, bytes, start))
          this.#place(end, number);
      }
    }
  }

  /** Places come nearly in order: a new one moves before the few that it precedes. */
  #place(end: number, number: number): void {
    if (this.#placeCount + 2 > this.#places.length) this.#places = doubled(this.#places);
    const places = this.#places;
    let at = this.#placeCount;
    while (
      at > 0 &&
      this.#precedes(end, number, places[at - 2] as number, places[at - 1] as number)
    ) {
      places[at] = places[at - 2] as number;
      places[at + 1] = places[at - 1] as number;
      at -= 2;
    }
    places[at] = end;
    places[at + 1] = number;
    this.#placeCount += 2;
  }

  #precedes(end: number, number: number, otherEnd: number, other: number): boolean {
    if (end !== otherEnd) return end < otherEnd;
    const length = (this.#patterns[number] as BytePattern).bytes.length;
    const otherLength = (this.#patterns[other] as BytePattern).bytes.length;
    return length === otherLength ? number < other : length > otherLength;
  }

  /** State after the bytes before `from` that a prefix may reach back to. */
  #warmUp(bytes: Uint8Array, from: number): number {
    const { next, classOf, shift } = this.#table;
    let state = 0;
    for (let at = Math.max(0, from - this.#longestPrefix + 1); at < from; at += 1)
      state = next[(state << shift) + (classOf[bytes[at] as number] as number)] as number;
    return state;
  }

  /** Notes its hits with the last stream. */
  #runOne(bytes: Uint8Array, before: number, from: number, to: number): void {
    const { next, classOf, shift, firstOutput } = this.#table;
    let state = before;
    for (let at = from; at < to; at += 1) {
      state = next[(state << shift) + (classOf[bytes[at] as number] as number)] as number;
      if (state >= firstOutput) this.#note(3, at + 1, state);
    }
  }

  #runFour(bytes: Uint8Array, from: number, to: number): void {
    const { next, classOf, shift, firstOutput } = this.#table;
    const quarter = (to - from) >>> 2;
    const second = from + quarter;
    const third = second + quarter;
    const fourth = third + quarter;
    let a = this.#warmUp(bytes, from);
    let b = this.#warmUp(bytes, second);
    let c = this.#warmUp(bytes, third);
    let d = this.#warmUp(bytes, fourth);
    for (let at = 0; at < quarter; at += 1) {
      a = next[(a << shift) + (classOf[bytes[from + at] as number] as number)] as number;
      b = next[(b << shift) + (classOf[bytes[second + at] as number] as number)] as number;
      c = next[(c << shift) + (classOf[bytes[third + at] as number] as number)] as number;
      d = next[(d << shift) + (classOf[bytes[fourth + at] as number] as number)] as number;
      if (a >= firstOutput) this.#note(0, from + at + 1, a);
      if (b >= firstOutput) this.#note(1, second + at + 1, b);
      if (c >= firstOutput) this.#note(2, third + at + 1, c);
      if (d >= firstOutput) this.#note(3, fourth + at + 1, d);
    }
    this.#runOne(bytes, d, fourth + quarter, to);
  }

  #note(stream: 0 | 1 | 2 | 3, end: number, state: number): void {
    const count = this.#counts[stream] as number;
    if (count + 2 > this.#hits[stream].length) this.#hits[stream] = doubled(this.#hits[stream]);
    const hits = this.#hits[stream];
    hits[count] = end;
    hits[count + 1] = state;
    this.#counts[stream] = count + 2;
  }
}

/** Patterns of UTF-8 text, for callers that look for words. */
export function textPattern(text: string, fold = false): BytePattern {
  return { bytes: Buffer.from(text), fold };
}

function buffer(): Int32Array {
  return new Int32Array(growth);
}

function doubled(full: Int32Array): Int32Array {
  const larger = new Int32Array(full.length * 2);
  larger.set(full);
  return larger;
}

/** The table ignores case; patterns that do not are compared whole. */
function isExact(wanted: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < wanted.length; at += 1) if (wanted[at] !== bytes[start + at]) return false;
  return true;
}

function isFolded(wanted: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < wanted.length; at += 1)
    if (lowerCase(wanted[at] as number) !== lowerCase(bytes[start + at] as number)) return false;
  return true;
}
