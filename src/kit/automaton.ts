import { buildTable, type Table } from './automaton-table.ts';

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
 * each byte. Four parts of the input run side by side in one loop, which hides the latency of the look-ups.
 *
 * Large input is scanned chunk by chunk: give each chunk with at least `longest - 1` bytes of what stands before it, and say
 * with `from` where the new bytes begin. Not re-entrant: a visitor must not scan with the same automaton.
 */
export class Automaton {
  /** Length of the longest pattern, in bytes. */
  readonly longest: number;
  readonly #table: Table;
  readonly #patterns: readonly BytePattern[];
  /** Hits of the four streams: offset and state, in turn. */
  readonly #hits: [Int32Array, Int32Array, Int32Array, Int32Array];
  readonly #counts = new Int32Array(4);

  /** Patterns are at least one byte long; two that are equal are both reported. */
  constructor(patterns: readonly BytePattern[]) {
    this.#patterns = patterns;
    this.longest = patterns.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
    this.#table = buildTable(patterns.map(({ bytes }) => bytes));
    this.#hits = [buffer(), buffer(), buffer(), buffer()];
  }

  /** Visits all places whose end lies in (`from`, `to`], in the order of their ends. Earlier bytes are only looked back at. */
  scan(bytes: Uint8Array, visit: PatternVisitor, from = 0, to = bytes.length): void {
    if (this.longest === 0 || to <= from) return;
    const length = to - from;
    if (length < smallestSplit) {
      this.#runOne(bytes, from, to);
      this.#report(bytes, visit, 0);
      return;
    }
    this.#runFour(bytes, from, to);
    for (let stream = 0; stream < 4; stream += 1) this.#report(bytes, visit, stream);
  }

  #report(bytes: Uint8Array, visit: PatternVisitor, stream: number): void {
    const hits = this.#hits[stream] as Int32Array;
    const count = this.#counts[stream] as number;
    const { outputs, classes } = this.#table;
    for (let at = 0; at < count; at += 2) {
      const end = hits[at] as number;
      const found = outputs[
        (hits[at + 1] as number) / classes - this.#table.firstOutput
      ] as readonly number[];
      for (const pattern of found) if (this.#isExact(pattern, bytes, end)) visit(pattern, end);
    }
  }

  /** The table ignores case; patterns that do not are compared here. */
  #isExact(number: number, bytes: Uint8Array, end: number): boolean {
    const pattern = this.#patterns[number] as BytePattern;
    if (pattern.fold) return true;
    const start = end - pattern.bytes.length;
    for (let at = 0; at < pattern.bytes.length; at += 1)
      if (pattern.bytes[at] !== bytes[start + at]) return false;
    return true;
  }

  /** State after the bytes before `from` that a pattern may reach back to. */
  #warmUp(bytes: Uint8Array, from: number): number {
    const { next, classOf } = this.#table;
    let state = 0;
    for (let at = Math.max(0, from - this.longest + 1); at < from; at += 1)
      state = next[state + (classOf[bytes[at] as number] as number)] as number;
    return state;
  }

  #runOne(bytes: Uint8Array, from: number, to: number): void {
    const { next, classOf, firstHit } = this.#table;
    let state = this.#warmUp(bytes, from);
    this.#counts[0] = 0;
    for (let at = from; at < to; at += 1) {
      state = next[state + (classOf[bytes[at] as number] as number)] as number;
      if (state >= firstHit) this.#note(0, at + 1, state);
    }
  }

  #runFour(bytes: Uint8Array, from: number, to: number): void {
    const { next, classOf, firstHit } = this.#table;
    const quarter = (to - from) >>> 2;
    const second = from + quarter;
    const third = second + quarter;
    const fourth = third + quarter;
    let a = this.#warmUp(bytes, from);
    let b = this.#warmUp(bytes, second);
    let c = this.#warmUp(bytes, third);
    let d = this.#warmUp(bytes, fourth);
    this.#counts.fill(0);
    for (let at = 0; at < quarter; at += 1) {
      a = next[a + (classOf[bytes[from + at] as number] as number)] as number;
      b = next[b + (classOf[bytes[second + at] as number] as number)] as number;
      c = next[c + (classOf[bytes[third + at] as number] as number)] as number;
      d = next[d + (classOf[bytes[fourth + at] as number] as number)] as number;
      if (a >= firstHit) this.#note(0, from + at + 1, a);
      if (b >= firstHit) this.#note(1, second + at + 1, b);
      if (c >= firstHit) this.#note(2, third + at + 1, c);
      if (d >= firstHit) this.#note(3, fourth + at + 1, d);
    }
    for (let at = fourth + quarter; at < to; at += 1) {
      d = next[d + (classOf[bytes[at] as number] as number)] as number;
      if (d >= firstHit) this.#note(3, at + 1, d);
    }
  }

  #note(stream: 0 | 1 | 2 | 3, end: number, state: number): void {
    let hits = this.#hits[stream];
    const count = this.#counts[stream] as number;
    if (count + 2 > hits.length) {
      const larger = new Int32Array(hits.length * 2);
      larger.set(hits);
      hits = larger;
      this.#hits[stream] = larger;
    }
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
