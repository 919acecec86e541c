import { CaissonError, isCaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Json } from '#model/json-value.ts';
import { parseBoundedJson } from './json-text.ts';

/** `op` holds the sign itself; `[?`, `[]`, `||`, `&&`, `==`, `!=`, `<=`, `>=` are one sign each. */
export type Token =
  | { readonly type: 'name' | 'quoted'; readonly text: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'literal'; readonly value: Json }
  | { readonly type: 'op'; readonly sign: string }
  | { readonly type: 'end' };

const longest = 65_536;
const pairs: readonly string[] = ['[?', '[]', '||', '&&', '==', '!=', '<=', '>='];
const singles = '.*,:{}])([|<>!&@';

/** The tokens of an expression (JMESPath grammar, jmespath.org). Throws `input.malformed`, `limit.size`. */
export function tokensOf(text: string): readonly Token[] {
  if (text.length > longest)
    throw new CaissonError('limit.size', 'the JMESPath expression is too long');
  const lexer = new Lexer(text);
  const tokens: Token[] = [];
  for (let token = lexer.next(); ; token = lexer.next()) {
    tokens.push(token);
    if (token.type === 'end') return tokens;
  }
}

class Lexer {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  next(): Token {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? '#')) this.#at += 1;
    const char = this.#text[this.#at];
    if (char === undefined) return { type: 'end' };
    const word = this.#match(/[A-Za-z_][A-Za-z0-9_]*/y);
    if (word !== undefined) return { type: 'name', text: word };
    const digits = this.#match(/-?\d+|-/y);
    if (digits !== undefined) return { type: 'number', value: this.#integer(digits) };
    if (char === '"') return { type: 'quoted', text: this.#quoted() };
    if (char === "'") return { type: 'literal', value: this.#raw() };
    if (char === '`') return { type: 'literal', value: this.#literal() };
    return { type: 'op', sign: this.#sign(char) };
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #integer(digits: string): number {
    const value = Number(digits);
    if (Number.isSafeInteger(value)) return value;
    throw this.#failure(`${quote(digits)} is no index`);
  }

  #sign(char: string): string {
    const pair = this.#text.slice(this.#at, this.#at + 2);
    const sign = pairs.includes(pair) ? pair : char;
    if (sign.length === 1 && !singles.includes(sign))
      throw this.#failure(`unknown character ${quote(sign)}`);
    this.#at += sign.length;
    return sign;
  }

  /** What stands between two of these signs; a backslash takes the next character with it. */
  #until(end: string): string {
    const start = this.#at + 1;
    let at = start;
    while (at < this.#text.length && this.#text[at] !== end) at += this.#text[at] === '\\' ? 2 : 1;
    if (at >= this.#text.length) throw this.#failure(`unclosed ${end}`);
    this.#at = at + 1;
    return this.#text.slice(start, at);
  }

  #quoted(): string {
    const value = this.#json(`"${this.#until('"')}"`);
    return typeof value === 'string' ? value : '';
  }

  #raw(): string {
    const start = this.#at + 1;
    let at = start;
    while (at < this.#text.length && this.#text[at] !== "'")
      at += this.#text.startsWith("\\'", at) ? 2 : 1;
    if (at >= this.#text.length) throw this.#failure("unclosed '");
    this.#at = at + 1;
    return this.#text.slice(start, at).replaceAll("\\'", "'");
  }

  #literal(): Json {
    return this.#json(this.#until('`').replaceAll('\\`', '`'));
  }

  #json(text: string): Json {
    try {
      return parseBoundedJson(text, 'the literal');
    } catch (error) {
      if (isCaissonError(error, 'limit.depth')) throw error;
      throw this.#failure(`${quote(text.slice(0, 100))} is no JSON`);
    }
  }

  #failure(problem: string): CaissonError {
    const shown = this.#text.length > 200 ? `${this.#text.slice(0, 200)}…` : this.#text;
    return new CaissonError('input.malformed', `incorrect query ${quote(shown)}: ${problem}`);
  }
}
