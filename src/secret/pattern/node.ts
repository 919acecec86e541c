/** The characters (Latin-1: bytes) that one place of an expression takes: 256 flags. */
export type CharSet = Uint8Array;

/** A parsed expression. `Infinity` is the upper end of a repetition without one. */
export type PatternNode =
  | { readonly type: 'char'; readonly set: CharSet }
  | { readonly type: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly type: 'choice'; readonly options: readonly PatternNode[] }
  | {
      readonly type: 'repeat';
      readonly body: PatternNode;
      readonly min: number;
      readonly max: number;
    }
  | { readonly type: 'group'; readonly name?: string; readonly body: PatternNode }
  | { readonly type: 'boundary'; readonly word: boolean }
  | {
      readonly type: 'look';
      readonly behind: boolean;
      readonly negative: boolean;
      readonly body: PatternNode;
    };

/** A set of the given codes. */
export function setOf(codes: Iterable<number>): CharSet {
  const set = new Uint8Array(256);
  for (const code of codes) set[code & 0xff] = 1;
  return set;
}

/** Codes `from` to `to`, both included. */
export function* span(from: number, to: number): Iterable<number> {
  for (let code = from; code <= to; code += 1) yield code;
}

/** All that `set` does not hold. */
export function complement(set: CharSet): CharSet {
  return set.map((flag) => (flag === 0 ? 1 : 0));
}

/** Whether two sets share a character. */
export function overlaps(a: CharSet, b: CharSet): boolean {
  for (let code = 0; code < 256; code += 1) if (a[code] === 1 && b[code] === 1) return true;
  return false;
}

/** What either holds. */
export function union(a: CharSet, b: CharSet): CharSet {
  return a.map((flag, code) => flag | (b[code] ?? 0));
}

/** The set with the other case of every ASCII letter. */
export function folded(set: CharSet): CharSet {
  const out = set.slice();
  for (let code = 0x41; code <= 0x5a; code += 1) {
    if (set[code] === 1) out[code + 32] = 1;
    if (set[code + 32] === 1) out[code] = 1;
  }
  return out;
}
