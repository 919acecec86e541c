import { CaissonError } from '#kit/error.ts';
import { type Unquoted, unescapeBytes, unescapeText } from './literal.ts';
import { double, type Value } from './value.ts';

/** A word of an expression. `ident` is a name, `quoted` one in backticks, `op` an operator or a keyword of one (`in`). */
export interface Token {
  readonly kind: 'ident' | 'quoted' | 'number' | 'uint' | 'literal' | 'op' | 'end';
  readonly text: string;
  readonly at: number;
  readonly end: number;
  /** Of a literal. */
  readonly value?: Value;
}

/** A fault of syntax: the parser turns it into a problem. */
export class SyntaxFault extends CaissonError {
  readonly at: number;
  constructor(message: string, at: number) {
    super('input.malformed', message);
    this.at = at;
  }
}

const blank = /(?:[\t\n\f\r ]+|\/\/[^\n]*)*/y;
const name = /[A-Za-z_][A-Za-z0-9_]*/y;
const quotedName = /`([A-Za-z0-9_.\-/ ]+)`/y;
const number =
  /0[xX][0-9a-fA-F]+[uU]?|(?:\d+\.\d+|\.\d+)(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\d+[uU]?/y;
const operator = /\|\||&&|==|!=|<=|>=|[-+*/%!<>?:.,()[\]{}]/y;
const prefix = /[bB]?[rR]?(?:"""|'''|"|')/y;
const hints: Readonly<Record<string, string>> = {
  '=': 'use "==" to compare',
  '&': 'use "&&"',
  '|': 'use "||"',
  ';': 'an expression has no ";"',
};

/** The words of a text, closed by one of kind `end`. Throws `SyntaxFault`. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = skipBlank(text, 0); at < text.length; ) {
    const token = readToken(text, at);
    tokens.push(token);
    at = skipBlank(text, token.end);
  }
  tokens.push({ kind: 'end', text: 'end of expression', at: text.length, end: text.length });
  return tokens;
}

function skipBlank(text: string, at: number): number {
  blank.lastIndex = at;
  blank.test(text);
  return Math.max(at, blank.lastIndex);
}

function readToken(text: string, at: number): Token {
  const quote = matchAt(prefix, text, at);
  if (quote !== undefined) return readQuoted(text, at, quote);
  const digits = matchAt(number, text, at);
  if (digits !== undefined) return readNumber(digits, at);
  const word = matchAt(name, text, at);
  if (word !== undefined) return readWord(word, at);
  const op = matchAt(operator, text, at);
  if (op !== undefined) return { kind: 'op', text: op, at, end: at + op.length };
  const quoted = matchAt(quotedName, text, at);
  if (quoted !== undefined)
    return { kind: 'quoted', text: quoted.slice(1, -1), at, end: at + quoted.length };
  return unexpected(text, at);
}

function unexpected(text: string, at: number): never {
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const hint = Object.hasOwn(hints, char) ? `; ${hints[char]}` : '';
  throw new SyntaxFault(`unexpected character ${JSON.stringify(char)}${hint}`, at);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function readWord(word: string, at: number): Token {
  const end = at + word.length;
  if (word === 'true' || word === 'false')
    return { kind: 'literal', text: word, at, end, value: word === 'true' };
  if (word === 'null') return { kind: 'literal', text: word, at, end, value: null };
  return { kind: word === 'in' ? 'op' : 'ident', text: word, at, end };
}

/** Integers stay text: whether they fit depends on a sign before them. */
function readNumber(digits: string, at: number): Token {
  const end = at + digits.length;
  const isHexadecimal = /^0[xX]/.test(digits);
  if (/[uU]$/.test(digits)) return { kind: 'uint', text: digits.slice(0, -1), at, end };
  if (isHexadecimal || /^\d+$/.test(digits)) return { kind: 'number', text: digits, at, end };
  const value = Number(digits);
  if (!Number.isFinite(value)) throw new SyntaxFault('double literal out of range', at);
  return { kind: 'literal', text: digits, at, end, value: double(value) };
}

function readQuoted(text: string, at: number, opening: string): Token {
  const quote = /["']+$/.exec(opening)?.[0] ?? '';
  const isRaw = /[rR]/.test(opening);
  const from = at + opening.length;
  const end = closingQuote(text, from, quote, isRaw);
  if (end === undefined) throw new SyntaxFault('string without its closing quote', at);
  const body = text.slice(from, end).replace(/\r\n?/g, '\n');
  const isBytes = /^[bB]/.test(opening);
  const value = valueOf(body, isBytes, isRaw);
  if ('problem' in value) throw new SyntaxFault(value.problem, from + value.offset);
  return { kind: 'literal', text: opening, at, end: end + quote.length, value: value.value };
}

function valueOf(body: string, isBytes: boolean, isRaw: boolean): Unquoted<string | Uint8Array> {
  if (isRaw) return { value: isBytes ? new Uint8Array(Buffer.from(body)) : body };
  return isBytes ? unescapeBytes(body) : unescapeText(body);
}

function closingQuote(
  text: string,
  from: number,
  quote: string,
  isRaw: boolean,
): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === '\\' && !isRaw) at += 1;
    else if (quote.length === 1 && (char === '\n' || char === '\r')) return undefined;
    else if (text.startsWith(quote, at)) return at;
  }
  return undefined;
}
