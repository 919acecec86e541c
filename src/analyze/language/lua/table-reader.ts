import { CaissonError } from '#kit/error.ts';

/** A value of a Lua file that is written as data. Tables have named fields and items. */
export type LuaValue = string | LuaTable;
interface LuaTable {
  readonly fields: ReadonlyMap<string, LuaValue>;
  readonly items: readonly LuaValue[];
}

const token =
  /"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?|(?:--)?\[=*\[|--[^\n]*|\.\.\.?|[A-Za-z_]\w*|\d[\w.]*|\S/g;

/**
 * Reads what a Lua file assigns and returns, as far as it is data: strings, numbers, tables, variables that were assigned
 * before, joined with `..` (Lua 5.4 manual, section 9). Nothing is run; other code is passed over and its values are
 * missing. The value of a `return` stands under the name `return`. Throws `limit.depth` and `limit.entries`.
 */
export function readLuaData(text: string, maxDepth: number): ReadonlyMap<string, LuaValue> {
  return new LuaReader(tokensOf(text), maxDepth).read();
}

/** More tokens than this are not read. */
const maxTokens = 1_000_000;

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(token);
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const long = /^(--)?\[(=*)\[$/.exec(match[0]);
    if (long !== null) {
      // What has no end goes on to the end of the text, so that it is looked for once.
      const end = `]${long[2]}]`;
      const at = text.indexOf(end, pattern.lastIndex);
      const start = pattern.lastIndex;
      pattern.lastIndex = at < 0 ? text.length : at + end.length;
      if (long[1] === undefined) tokens.push(`"${text.slice(start, at < 0 ? undefined : at)}"`);
    } else if (!match[0].startsWith('--')) tokens.push(match[0]);
    if (tokens.length >= maxTokens)
      throw new CaissonError('limit.entries', 'the Lua file is too long');
  }
  return tokens;
}

class LuaReader {
  readonly #tokens: readonly string[];
  readonly #maxDepth: number;
  readonly #names = new Map<string, LuaValue>();
  #at = 0;

  constructor(tokens: readonly string[], maxDepth: number) {
    this.#tokens = tokens;
    this.#maxDepth = maxDepth;
  }

  read(): ReadonlyMap<string, LuaValue> {
    while (this.#at < this.#tokens.length) {
      const first = this.#next();
      if (first === 'return') this.#store('return', this.#expression(0));
      else if (/^[A-Za-z_]/.test(first) && first !== 'local') this.#assignment(first);
    }
    return this.#names;
  }

  /** `a, b = 1, 2` assigns in order. */
  #assignment(first: string): void {
    const names = [first];
    while (this.#peek() === ',' && names.length < 50) {
      this.#at += 1;
      names.push(this.#next());
    }
    if (this.#peek() !== '=' || this.#tokens[this.#at + 1] === '=') return;
    for (const name of names) {
      this.#at += 1;
      this.#store(name, this.#expression(0));
      if (this.#peek() !== ',') return;
    }
  }

  #store(name: string, value: LuaValue | undefined): void {
    if (value === undefined) this.#names.delete(name);
    else this.#names.set(name, value);
  }

  #expression(depth: number): LuaValue | undefined {
    let value = this.#operand(depth);
    while (this.#peek() === '..') {
      this.#at += 1;
      const right = this.#operand(depth);
      value = joined(value, right);
    }
    return value;
  }

  #operand(depth: number): LuaValue | undefined {
    const first = this.#peek();
    if (first === '{') return this.#table(depth + 1);
    if (!/^["'\w]/.test(first)) return undefined;
    this.#at += 1;
    return /^["'\d]/.test(first) ? textOf(first) : this.#names.get(first);
  }

  #table(depth: number): LuaTable {
    if (depth > this.#maxDepth)
      throw new CaissonError('limit.depth', 'the Lua table is nested too deeply');
    const fields = new Map<string, LuaValue>();
    const items: LuaValue[] = [];
    this.#at += 1;
    while (this.#at < this.#tokens.length && this.#peek() !== '}') {
      const key = this.#key();
      const start = this.#at;
      const value = this.#expression(depth);
      if (value !== undefined && key !== undefined) fields.set(key, value);
      else if (value !== undefined) items.push(value);
      // Separators, and code that is no data.
      if (this.#peek() !== '}' && (this.#isSeparator() || this.#at === start)) this.#at += 1;
    }
    this.#at += 1;
    return { fields, items };
  }

  #isSeparator(): boolean {
    return this.#peek() === ',' || this.#peek() === ';';
  }

  /** `name =` or `["text"] =` before a value. */
  #key(): string | undefined {
    const [first = '', second = '', third = '', fourth = ''] = this.#tokens.slice(
      this.#at,
      this.#at + 4,
    );
    if (first === '[' && third === ']' && fourth === '=') {
      this.#at += 4;
      return textOf(second);
    }
    if (second !== '=' || !/^[A-Za-z_]/.test(first)) return undefined;
    this.#at += 2;
    return first;
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #next(): string {
    this.#at += 1;
    return this.#tokens[this.#at - 1] ?? '';
  }
}

/** Joined text is bounded: names and versions are short. */
function joined(left: LuaValue | undefined, right: LuaValue | undefined): string | undefined {
  if (typeof left !== 'string' || typeof right !== 'string') return undefined;
  return (left + right).slice(0, 10_000);
}

/** A string token without quotes; of escapes only the character itself. */
function textOf(found: string): string {
  if (!found.startsWith('"') && !found.startsWith("'")) return found;
  const isClosed = found.length > 1 && found.endsWith(found.charAt(0));
  return found.slice(1, isClosed ? -1 : undefined).replaceAll(/\\([\s\S])/g, '$1');
}
