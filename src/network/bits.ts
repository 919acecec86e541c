/**
 * A set of small whole numbers, made once. Only the words between the first and the last member are kept, so that a set of
 * neighbours (workloads of one namespace) is small however large the others are.
 */
export class Bits {
  /** Index of the first word. */
  readonly start: number;
  readonly words: Uint32Array;

  private constructor(start: number, words: Uint32Array) {
    this.start = start;
    this.words = words;
  }

  static readonly none = new Bits(0, new Uint32Array(0));

  /** The members, in any order. */
  static of(members: readonly number[]): Bits {
    if (members.length === 0) return Bits.none;
    let least = Number.POSITIVE_INFINITY;
    let most = 0;
    for (const member of members) {
      if (member < least) least = member;
      if (member > most) most = member;
    }
    const start = least >>> 5;
    const words = new Uint32Array((most >>> 5) - start + 1);
    for (const member of members) {
      const at = (member >>> 5) - start;
      words[at] = (words[at] ?? 0) | (1 << (member & 31));
    }
    return new Bits(start, words);
  }

  /** All from `first` up to but not including `end`. */
  static range(first: number, end: number): Bits {
    if (end <= first) return Bits.none;
    const start = first >>> 5;
    const words = new Uint32Array(((end - 1) >>> 5) - start + 1).fill(0xffff_ffff);
    words[0] = (words[0] ?? 0) & (0xffff_ffff << (first & 31));
    const last = words.length - 1;
    words[last] = (words[last] ?? 0) & (0xffff_ffff >>> (31 - ((end - 1) & 31)));
    return new Bits(start, words);
  }

  static union(sets: readonly Bits[]): Bits {
    const filled = sets.filter((one) => one.words.length > 0);
    const [only] = filled;
    if (only === undefined) return Bits.none;
    if (filled.length === 1) return only;
    let start = only.start;
    let end = 0;
    for (const one of filled) {
      start = Math.min(start, one.start);
      end = Math.max(end, one.start + one.words.length);
    }
    const words = new Uint32Array(end - start);
    for (const one of filled) {
      const offset = one.start - start;
      for (let at = 0; at < one.words.length; at += 1)
        words[at + offset] = (words[at + offset] ?? 0) | (one.words[at] ?? 0);
    }
    return new Bits(start, words);
  }

  get isEmpty(): boolean {
    return this.words.length === 0;
  }

  has(member: number): boolean {
    const word = this.words[(member >>> 5) - this.start];
    return word !== undefined && (word & (1 << (member & 31))) !== 0;
  }

  get size(): number {
    let count = 0;
    for (let at = 0; at < this.words.length; at += 1) count += ones(this.words[at] ?? 0);
    return count;
  }

  and(other: Bits): Bits {
    if (this === other) return this;
    const start = Math.max(this.start, other.start);
    const end = Math.min(this.start + this.words.length, other.start + other.words.length);
    if (end <= start) return Bits.none;
    const words = new Uint32Array(end - start);
    const a = start - this.start;
    const b = start - other.start;
    for (let at = 0; at < words.length; at += 1)
      words[at] = (this.words[at + a] ?? 0) & (other.words[at + b] ?? 0);
    return trimmed(start, words);
  }

  /** How many members both have. */
  countAnd(other: Bits): number {
    const start = Math.max(this.start, other.start);
    const end = Math.min(this.start + this.words.length, other.start + other.words.length);
    let count = 0;
    for (let at = start; at < end; at += 1)
      count += ones((this.words[at - this.start] ?? 0) & (other.words[at - other.start] ?? 0));
    return count;
  }

  /** The members that `other` has not. */
  without(other: Bits): Bits {
    const start = Math.max(this.start, other.start);
    const end = Math.min(this.start + this.words.length, other.start + other.words.length);
    if (end <= start) return this;
    const words = this.words.slice();
    for (let at = start; at < end; at += 1)
      words[at - this.start] =
        (this.words[at - this.start] ?? 0) & ~(other.words[at - other.start] ?? 0);
    return trimmed(this.start, words);
  }

  equals(other: Bits): boolean {
    if (this === other) return true;
    if (this.start !== other.start || this.words.length !== other.words.length) return false;
    return this.words.every((word, at) => word === other.words[at]);
  }

  /** Whether all members of `other` are members. */
  includes(other: Bits): boolean {
    return other.without(this).isEmpty;
  }

  /** Members in rising order. */
  *[Symbol.iterator](): Generator<number> {
    for (let at = 0; at < this.words.length; at += 1) {
      let word = this.words[at] ?? 0;
      const base = (this.start + at) * 32;
      while (word !== 0) {
        const low = 31 - Math.clz32(word & -word);
        yield base + low;
        word &= word - 1;
      }
    }
  }

  /** As iteration does, without its cost. */
  each(visit: (member: number) => void): void {
    for (let at = 0; at < this.words.length; at += 1) {
      let word = this.words[at] ?? 0;
      const base = (this.start + at) * 32;
      while (word !== 0) {
        visit(base + 31 - Math.clz32(word & -word));
        word &= word - 1;
      }
    }
  }

  /** Made by this class alone: the window has no empty word at its ends. */
  static fromWords(start: number, words: Uint32Array): Bits {
    return new Bits(start, words);
  }
}

function trimmed(start: number, words: Uint32Array): Bits {
  let first = 0;
  let end = words.length;
  while (first < end && words[first] === 0) first += 1;
  while (end > first && words[end - 1] === 0) end -= 1;
  if (first === end) return Bits.none;
  const isWhole = first === 0 && end === words.length;
  return Bits.fromWords(start + first, isWhole ? words : words.slice(first, end));
}

function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return (((bits + (bits >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24;
}
