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
const longestGap = 24;

const nameByte = tableOf((char) => /[\w.-]/.test(char));
const blank = tableOf((char) => char === ' ' || char === '\t');
const quote = tableOf((char) => '"\'`'.includes(char));
const closing = tableOf((char) => '"\'`\\]'.includes(char));
const opening = tableOf((char) => '\\@'.includes(char));
const operatorTail = tableOf((char) => '=>:'.includes(char));
/** What may stand in a value without quotes. */
const bare = tableOf((char) => char > ' ' && !'"\'`,;()<>{}[]|&'.includes(char));

/**
 * Reads the assignment round a word at [`start`, `end`). Looks at no more than a few hundred bytes whatever they are; gives up at once
 * where no operator follows the name.
 */
export function readAssignment(bytes: Buffer, start: number, end: number): Assignment | undefined {
  const nameEnd = skip(bytes, end, end + longestName, nameByte);
  const operator = operatorAfter(bytes, nameEnd);
  if (operator === undefined) return undefined;
  const value = valueAt(bytes, operator.end, operator.text);
  if (value === undefined) return undefined;
  const nameStart = backOver(bytes, start, start - longestName, nameByte);
  const written = bytes.toString('latin1', nameStart, nameEnd);
  // Behind a blank only options of command lines have values.
  if (operator.text === ' ' && !written.startsWith('-')) return undefined;
  return {
    name: written.replace(/^[-.]+/, ''),
    nameSpan: { start: nameStart, end: nameEnd },
    value: bytes.toString('utf8', value.start, value.end),
    valueSpan: { start: value.start, end: value.end },
    quoted: value.quoted,
    operator: operator.text,
  };
}

/** The operator behind a name, and where what follows it begins. */
function operatorAfter(bytes: Buffer, from: number): { text: string; end: number } | undefined {
  const last = from + longestGap;
  const closed = skip(bytes, from, last, closing);
  const at = skip(bytes, closed, last, blank);
  const char = charAt(bytes, at);
  if (char === '=' || char === ':')
    return { text: char, end: skip(bytes, at + 1, last, operatorTail) };
  if (isOpening(char, at === from)) return { text: char, end: at + 1 };
  // `||=` and `??` give a default.
  const twice = bytes.toString('latin1', at, at + 2);
  if (twice === '||' || twice === '??')
    return { text: '=', end: skip(bytes, at + 2, last, operatorTail) };
  return at > closed && closed === from ? { text: ' ', end: at } : undefined;
}

/** Calls and, where the name stands right before it, the end of a tag. */
function isOpening(char: string, adjacent: boolean): boolean {
  return char === ',' || char === '(' || (char === '>' && adjacent);
}

function valueAt(
  bytes: Buffer,
  from: number,
  operator: string,
): { start: number; end: number; quoted: boolean } | undefined {
  const last = from + longestGap;
  const at = skip(bytes, skip(bytes, from, last, blank), last, opening);
  const first = bytes[at];
  if (first !== undefined && quote[first] === 1) return quotedValue(bytes, at + 1, first);
  if (operator === ',' || operator === '(') return undefined;
  const end = skip(bytes, at, at + longestValue, bare);
  const next = charAt(bytes, end);
  if (end === at || (operator === '>' && next !== '<')) return undefined;
  // What goes on with a bracket is a call or a template, no value.
  return next !== '' && '({['.includes(next) ? undefined : { start: at, end, quoted: false };
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

function charAt(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + 1);
}

function tableOf(holds: (char: string) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (holds(String.fromCharCode(code)) ? 1 : 0));
}
