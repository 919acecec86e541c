import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { type CharSet, complement, folded, type PatternNode, setOf, span, union } from './node.ts';

const longestPattern = 16_384;
const deepestGroup = 32;

/**
 * Reads the subset of JavaScript expressions that rules are written in: characters, classes, groups, choices, repetitions,
 * `\b`, `^`, `$`, `(?i:…)`, look-ahead and look-behind. Throws `input.unsupported` for back-references and everything else that has
 * no bounded cost, `input.malformed` for what is no expression.
 */
export function parsePattern(source: string, ignoreCase = false): PatternNode {
  if (source.length > longestPattern) throw problem(source, 'is too long', 'input.unsupported');
  const reader = new Reader(source);
  const node = reader.choice(ignoreCase, 0);
  if (!reader.atEnd()) throw problem(source, 'has a ")" too many');
  return node;
}

const digits = setOf(span(0x30, 0x39));
export const wordChars = union(
  union(digits, setOf(span(0x41, 0x5a))),
  union(setOf(span(0x61, 0x7a)), setOf([0x5f])),
);
const spaces = setOf([9, 10, 11, 12, 13, 32, 0xa0]);
const lineEnds = setOf([10, 13]);

const classEscapes: ReadonlyMap<string, CharSet> = new Map([
  ['d', digits],
  ['D', complement(digits)],
  ['w', wordChars],
  ['W', complement(wordChars)],
  ['s', spaces],
  ['S', complement(spaces)],
]);
const controls: ReadonlyMap<string, number> = new Map([
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['f', 12],
  ['v', 11],
  ['0', 0],
]);

class Reader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  atEnd(): boolean {
    return this.#at >= this.#source.length;
  }

  choice(fold: boolean, depth: number): PatternNode {
    if (depth > deepestGroup) throw problem(this.#source, 'nests too deep', 'input.unsupported');
    const options = [this.#sequence(fold, depth)];
    while (this.#take('|')) options.push(this.#sequence(fold, depth));
    const [first] = options;
    return options.length === 1 && first !== undefined ? first : { type: 'choice', options };
  }

  #sequence(fold: boolean, depth: number): PatternNode {
    const parts: PatternNode[] = [];
    while (!this.atEnd() && this.#peek() !== '|' && this.#peek() !== ')')
      parts.push(this.#quantified(this.#atom(fold, depth)));
    const [first] = parts;
    return parts.length === 1 && first !== undefined ? first : { type: 'sequence', parts };
  }

  #quantified(body: PatternNode): PatternNode {
    const bounds = this.#bounds();
    if (bounds === undefined) return body;
    this.#take('?');
    if (/^[*+?]/.test(this.#source.slice(this.#at))) throw problem(this.#source, 'repeats nothing');
    return { type: 'repeat', body, ...bounds };
  }

  #bounds(): { min: number; max: number } | undefined {
    if (this.#take('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#take('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#take('?')) return { min: 0, max: 1 };
    const range = /^\{(\d{1,5})(,)?(\d{1,5})?\}/.exec(this.#source.slice(this.#at, this.#at + 16));
    if (range === null) return undefined;
    this.#at += range[0].length;
    const min = Number(range[1]);
    if (range[2] === undefined) return { min, max: min };
    return { min, max: range[3] === undefined ? Number.POSITIVE_INFINITY : Number(range[3]) };
  }

  #atom(fold: boolean, depth: number): PatternNode {
    const char = this.#next();
    if (char === '(') return this.#group(fold, depth);
    if (char === '[') return { type: 'char', set: this.#class(fold) };
    if (char === '.') return { type: 'char', set: complement(lineEnds) };
    if (char === '^' || char === '$') return { type: 'boundary', word: false };
    if (char === '\\') return this.#escape(fold);
    if ('*+?'.includes(char)) throw problem(this.#source, 'repeats nothing');
    return literal(char.charCodeAt(0), fold);
  }

  #group(fold: boolean, depth: number): PatternNode {
    const rest = this.#source.slice(this.#at, this.#at + 80);
    const opening = /^\?(?:(<?)([=!])|<([A-Za-z_]\w{0,40})>|([a-z]*)(?:-([a-z]*))?:)/.exec(rest);
    if (opening === null) {
      if (rest.startsWith('?')) throw problem(this.#source, 'has an unknown group');
      return { type: 'group', body: this.#body(fold, depth) };
    }
    this.#at += opening[0].length;
    const [, behind, look, name, on = '', off = ''] = opening;
    if (look !== undefined)
      return {
        type: 'look',
        behind: behind === '<',
        negative: look === '!',
        body: this.#body(fold, depth),
      };
    if (name !== undefined) return { type: 'group', name, body: this.#body(fold, depth) };
    return this.#body(on.includes('i') || (fold && !off.includes('i')), depth);
  }

  #body(fold: boolean, depth: number): PatternNode {
    const node = this.choice(fold, depth + 1);
    if (!this.#take(')')) throw problem(this.#source, 'lacks a ")"');
    return node;
  }

  #escape(fold: boolean): PatternNode {
    const char = this.#next();
    if (char === 'b' || char === 'B') return { type: 'boundary', word: char === 'b' };
    if (char === 'k' || /[1-9]/.test(char))
      throw problem(this.#source, 'refers back', 'input.unsupported');
    const set = classEscapes.get(char);
    return set === undefined ? literal(this.#escaped(char), fold) : { type: 'char', set };
  }

  #class(fold: boolean): CharSet {
    const negative = this.#take('^');
    let set: CharSet = new Uint8Array(256);
    while (!this.#take(']')) {
      const from = this.#member();
      if (typeof from !== 'number') set = union(set, from);
      else set = union(set, setOf(span(from, this.#rangeEnd(from))));
    }
    const all = fold ? folded(set) : set;
    return negative ? complement(all) : all;
  }

  /** The last code of a range that begins with `from`, or `from` itself where none does. */
  #rangeEnd(from: number): number {
    if (this.#peek() !== '-' || this.#source[this.#at + 1] === ']') return from;
    this.#at += 1;
    const to = this.#member();
    if (typeof to !== 'number' || to < from) throw problem(this.#source, 'has a wrong range');
    return to;
  }

  #member(): number | CharSet {
    const char = this.#next();
    if (char !== '\\') return char.charCodeAt(0) & 0xff;
    const escaped = this.#next();
    return escaped === 'b' ? 8 : (classEscapes.get(escaped) ?? this.#escaped(escaped));
  }

  #escaped(char: string): number {
    if (char === 'x' || char === 'u') return this.#hex(char === 'x' ? 2 : 4);
    if (/[a-zA-Z]/.test(char) && !controls.has(char))
      throw problem(this.#source, `has an unknown "\\${char}"`);
    return controls.get(char) ?? char.charCodeAt(0);
  }

  #hex(length: number): number {
    const text = this.#source.slice(this.#at, this.#at + length);
    if (!/^[0-9a-fA-F]+$/.test(text) || text.length < length)
      throw problem(this.#source, 'has a wrong escape');
    this.#at += length;
    return Number.parseInt(text, 16);
  }

  #peek(): string {
    return this.#source[this.#at] ?? '';
  }

  #next(): string {
    const char = this.#source[this.#at];
    if (char === undefined) throw problem(this.#source, 'ends early');
    this.#at += 1;
    return char;
  }

  #take(char: string): boolean {
    if (this.#source[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }
}

function literal(code: number, fold: boolean): PatternNode {
  const set = setOf([code]);
  return { type: 'char', set: fold ? folded(set) : set };
}

function problem(
  source: string,
  detail: string,
  code: 'input.malformed' | 'input.unsupported' = 'input.malformed',
): CaissonError {
  return new CaissonError(code, `expression ${quote(source.slice(0, 200))} ${detail}`);
}
