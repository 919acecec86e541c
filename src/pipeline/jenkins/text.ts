import type { SourceRange } from '#model/source-range.ts';
import type { Hole } from '../model.ts';
import type { GroovyToken } from './token.ts';

/** The place of a stretch of the source, in UTF-16 units, in the file. */
export type PlaceOf = (start: number, end: number) => SourceRange;

/** A text of Groovy as the program sees it: escapes read, interpolations still in it as holes. */
export interface GroovyText {
  readonly value: string;
  /** Interpolations of texts in double quotes: `${x}` and `$x.y`. */
  readonly holes: readonly Hole[];
  readonly token: GroovyToken;
  /** Whether the program puts values in. */
  readonly interpolates: boolean;
  readonly range: SourceRange;
  rangeOf(start: number, end: number): SourceRange;
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  s: ' ',
};

/** Reads the text that a token stands for. */
export function textOf(source: string, token: GroovyToken, placeOf: PlaceOf): GroovyText {
  const quote = token.quote ?? "'";
  const start = token.start + quote.length;
  const end = Math.max(start, token.end - (token.closed === true ? quote.length : 0));
  const interpolates = quote === '"' || quote === '"""' || quote === '/' || quote === '$/';
  const { value, offsets, literal } = unescaped(source.slice(start, end), quote);
  return {
    value,
    token,
    interpolates,
    holes: interpolates ? holesIn(value, literal) : [],
    range: placeOf(token.start, token.end),
    rangeOf: (from, to) =>
      placeOf(start + (offsets?.[from] ?? from), start + (offsets?.[to] ?? to)),
  };
}

interface Unescaped {
  readonly value: string;
  /** Where each unit of the value stands in what was written; absent where nothing was escaped. */
  readonly offsets?: readonly number[];
  /** Indexes of dollars that were written `\$`. */
  readonly literal: ReadonlySet<number>;
}

function unescaped(written: string, quote: NonNullable<GroovyToken['quote']>): Unescaped {
  const literal = new Set<number>();
  const mark = quote === '$/' ? '$' : '\\';
  if (!written.includes(mark)) return { value: written, literal };
  const offsets: number[] = [];
  let value = '';
  for (let at = 0; at < written.length; at += 1) {
    const { text, length } = unitAt(written, at, quote);
    if (length > 1 && text === '$') literal.add(value.length);
    for (let each = 0; each < text.length; each += 1) offsets.push(at);
    value += text;
    at += length - 1;
  }
  offsets.push(written.length);
  return { value, offsets, literal };
}

interface Unit {
  readonly text: string;
  /** Units of what was written. */
  readonly length: number;
}

function unitAt(written: string, at: number, quote: NonNullable<GroovyToken['quote']>): Unit {
  const unit = written[at] ?? '';
  const next = written[at + 1];
  if (next === undefined) return { text: unit, length: 1 };
  if (quote === '$/') return escapedBy(unit === '$' && /[$/]/.test(next), unit, next);
  if (quote === '/') return escapedBy(unit === '\\' && next === '/', unit, next);
  return unit === '\\' ? escapedUnit(written, at, next) : { text: unit, length: 1 };
}

function escapedBy(isEscape: boolean, unit: string, next: string): Unit {
  return isEscape ? { text: next, length: 2 } : { text: unit, length: 1 };
}

function escapedUnit(written: string, at: number, next: string): Unit {
  if (next === '\n') return { text: '', length: 2 };
  const code = /^u+([0-9a-fA-F]{4})/.exec(written.slice(at + 1, at + 12));
  if (code === null) return { text: escapes[next] ?? next, length: 2 };
  const text = String.fromCharCode(Number.parseInt(code[1] ?? '', 16));
  return { text, length: code[0].length + 1 };
}

const maxExpression = 2000;

/** `${…}` with braces in pairs, and `$name.member`. */
function holesIn(value: string, literal: ReadonlySet<number>): readonly Hole[] {
  const holes: Hole[] = [];
  let at = value.indexOf('$');
  while (at >= 0) {
    const hole = literal.has(at) ? undefined : holeAt(value, at);
    if (hole !== undefined) holes.push(hole);
    at = value.indexOf('$', hole === undefined ? at + 1 : hole.end);
  }
  return holes;
}

function holeAt(value: string, start: number): Hole | undefined {
  if (value[start + 1] === '{') {
    const close = closingBrace(value, start + 2);
    if (close === undefined) return undefined;
    return { start, end: close + 1, expression: value.slice(start + 2, close).trim() };
  }
  const name = /^[A-Za-z_]\w{0,100}(?:\.[A-Za-z_]\w{0,100}){0,10}/.exec(
    value.slice(start + 1, start + 1200),
  )?.[0];
  if (name === undefined) return undefined;
  return { start, end: start + 1 + name.length, expression: name };
}

function closingBrace(value: string, from: number): number | undefined {
  let depth = 1;
  const end = Math.min(value.length, from + maxExpression);
  for (let at = from; at < end; at += 1) {
    if (value[at] === '{') depth += 1;
    if (value[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}
