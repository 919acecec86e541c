import type { Span } from '../expression.ts';

/** A name that is given a value: `api_key = "…"`, `<password>…</password>`, `--token …`. */
export interface Assignment {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: string;
  readonly valueSpan: Span;
  /** Whether the value stands in quotes. */
  readonly quoted: boolean;
  /** `=`, `:`, `>` (XML), `(`, `,` or a blank (command lines). */
  readonly operator: string;
}

const longestName = 64;
const longestValue = 512;
/** Without quotes; longer ones are no passwords. */
const longestBare = 260;
const longestGap = 24;

const nameByte = tableOf((char) => /[\w.-]/.test(char));
const blank = tableOf((char) => char === ' ' || char === '\t');
const whitespace = tableOf((char) => ' \t\r\n'.includes(char));
const quote = tableOf((char) => '"\'`'.includes(char));
const closing = tableOf((char) => '"\'`\\]'.includes(char));
const opening = tableOf((char) => '\\@'.includes(char));
const compound = tableOf((char) => '.?+'.includes(char));
const twice = tableOf((char) => '|?'.includes(char));
const typeStart = tableOf((char) => 'sS&'.includes(char));
const operatorTail = tableOf((char) => '=>:'.includes(char));
/** What may stand in a value without quotes. */
const bare = tableOf((char) => char > ' ' && !'"\'`,;()<>{}[]|&'.includes(char));

/** Where the name that goes on at `end` stops. */
export function nameEndOf(bytes: Buffer, end: number): number {
  return skip(bytes, end, end + longestName, nameByte);
}

/**
 * Reads the assignment of the name that holds the word at `start` and stops at `nameEnd`. Looks at no more than a few hundred bytes
 * whatever they are; gives up at once where no operator follows the name.
 */
export function readAssignment(
  bytes: Buffer,
  start: number,
  nameEnd: number,
): Assignment | undefined {
  const operator = operatorAfter(bytes, nameEnd);
  if (operator === undefined) return undefined;
  const nameStart = backOver(bytes, start, start - longestName, nameByte);
  if (isPart(bytes, nameStart, nameEnd)) return undefined;
  // Behind a blank only options of command lines have values.
  if (operator.code === space && bytes[nameStart] !== hyphen) return undefined;
  const value = valueAt(bytes, operator.end, operator.code);
  if (value === undefined) return undefined;
  return {
    name: bytes.toString('latin1', nameStart, nameEnd).replace(/^[-.]+/, ''),
    nameSpan: { start: nameStart, end: nameEnd },
    value: bytes.toString('utf8', value.start, value.end),
    valueSpan: { start: value.start, end: value.end },
    quoted: value.quoted,
    operator: String.fromCharCode(operator.code),
  };
}

/** The name of a file in a path, and the plain `key` of a query: they name no secret. */
function isPart(bytes: Buffer, nameStart: number, nameEnd: number): boolean {
  const before = bytes[nameStart - 1];
  if (before === slash) return true;
  if (before !== question && before !== ampersand) return false;
  return nameEnd - nameStart === 3 && bytes.toString('latin1', nameStart, nameEnd) === 'key';
}

const slash = 0x2f;
const question = 0x3f;
const ampersand = 0x26;
const space = 0x20;
const hyphen = 0x2d;
const equals = 0x3d;
const colon = 0x3a;
const comma = 0x2c;
const parenthesis = 0x28;
const greater = 0x3e;
const less = 0x3c;
/** What goes on with one of these is a call or a template, no value. */
const brackets = tableOf((char) => '({['.includes(char));

/** The operator behind a name, and where what follows it begins. */
function operatorAfter(bytes: Buffer, from: number): { code: number; end: number } | undefined {
  const last = from + longestGap;
  const closed = skip(bytes, from, last, closing);
  const at = skip(bytes, closed, last, blank);
  const code = bytes[at] ?? 0;
  if (code === equals || code === colon)
    return { code, end: typedEnd(bytes, skip(bytes, at + 1, last, operatorTail), code) };
  if (isCompound(bytes, at)) return { code: equals, end: skip(bytes, at + 2, last, operatorTail) };
  if (isOpening(code, at === from)) return { code, end: at + 1 };
  if (at === closed || closed !== from) return undefined;
  const typed = typedEnd(bytes, at, colon);
  return typed > at ? { code: equals, end: typed } : { code: space, end: at };
}

/** `.=`, `?=` and `+=` add to it, `||=` and `??` give a default. */
function isCompound(bytes: Buffer, at: number): boolean {
  const code = bytes[at] ?? 0;
  const next = bytes[at + 1];
  return (compound[code] === 1 && next === equals) || (twice[code] === 1 && next === code);
}

/** Behind a type that stands between the name and its value: `token: string = "…"`. */
function typedEnd(bytes: Buffer, from: number, code: number): number {
  const first = bytes[from] === space ? bytes[from + 1] : bytes[from];
  if (code !== colon || typeStart[first ?? 0] === 0) return from;
  const typed = /^ ?(?:&?(?:'static )?str|[Ss]tring)\?? ?= ?/.exec(
    bytes.toString('latin1', from, from + longestGap),
  );
  return typed === null ? from : from + typed[0].length;
}

/** Calls and, where the name stands right before it, the end of a tag. */
function isOpening(code: number, adjacent: boolean): boolean {
  return code === comma || code === parenthesis || (code === greater && adjacent);
}

function valueAt(
  bytes: Buffer,
  from: number,
  operator: number,
): { start: number; end: number; quoted: boolean } | undefined {
  const last = from + longestGap;
  const gap = operator === greater ? whitespace : blank;
  const at = skip(bytes, skip(bytes, from, last, gap), last, opening);
  const first = bytes[at] ?? 0;
  if (quote[first] === 1) return quotedValue(bytes, at + 1, first);
  if (operator === comma || operator === parenthesis) return undefined;
  const end = skip(bytes, at, at + longestBare, bare);
  return end > at && end - at < longestBare && mayEnd(bytes, end, operator)
    ? { start: at, end, quoted: false }
    : undefined;
}

function mayEnd(bytes: Buffer, end: number, operator: number): boolean {
  if (operator === greater) return bytes[skip(bytes, end, end + longestGap, whitespace)] === less;
  return brackets[bytes[end] ?? 0] === 0;
}

function quotedValue(bytes: Buffer, start: number, mark: number) {
  const last = Math.min(bytes.length, start + longestValue);
  let end = start;
  while (end < last && bytes[end] !== mark && bytes[end] !== 10 && bytes[end] !== 0)
    end += bytes[end] === 0x5c && bytes[end + 1] !== mark ? 2 : 1;
  if (bytes[end] !== mark) return undefined;
  const stop = bytes[end - 1] === 0x5c ? end - 1 : end;
  return stop > start ? { start, end: stop, quoted: true } : undefined;
}

/** The first offset from `from` up to `last` whose byte is not in the set. */
function skip(bytes: Buffer, from: number, last: number, set: Uint8Array): number {
  let at = from;
  while (at < last && at < bytes.length && set[bytes[at] as number] === 1) at += 1;
  return at;
}

function backOver(bytes: Buffer, from: number, least: number, set: Uint8Array): number {
  let at = from;
  while (at > least && at > 0 && set[bytes[at - 1] as number] === 1) at -= 1;
  return at;
}

function tableOf(holds: (char: string) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (holds(String.fromCharCode(code)) ? 1 : 0));
}
