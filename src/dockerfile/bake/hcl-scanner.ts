import type { SourcePlace, YamlNode, YamlScalar } from '#yaml/node.ts';
import {
  type Assembly,
  appendMade,
  appendSlice,
  assembled,
  type MappedText,
  sourceAt,
  verbatim,
} from '../mapped-text.ts';
import { rangeOfSpan, type SourceText, type Span } from '../source-text.ts';

/** A place in an HCL text that goes forward. */
export interface Scanner {
  readonly source: SourceText;
  readonly whole: MappedText;
  pos: number;
  /** Values that may still be read. */
  left: number;
}

/** Starts at the first character. */
export function scannerOf(source: SourceText): Scanner {
  return { source, whole: verbatim(source.text, 0), pos: 0, left: 200_000 };
}

/** Passes blanks and comments; line breaks too where `lines`. */
export function skipBlank(scanner: Scanner, lines = true): void {
  const { text } = scanner.source;
  const blank = lines ? ' \t\r\n' : ' \t\r';
  for (;;) {
    while (scanner.pos < text.length && blank.includes(text[scanner.pos] ?? '')) scanner.pos += 1;
    const end = commentEnd(text, scanner.pos);
    if (end === undefined) return;
    scanner.pos = end;
  }
}

function commentEnd(text: string, from: number): number | undefined {
  if (text[from] === '#' || text.startsWith('//', from)) return endOfLine(text, from);
  if (!text.startsWith('/*', from)) return undefined;
  const end = text.indexOf('*/', from + 2);
  return end === -1 ? text.length : end + 2;
}

/** Where the line ends, without its break. */
export function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** A name at this place; passes it. */
export function readIdentifier(scanner: Scanner): string | undefined {
  const match = /^[A-Za-z_][\w-]{0,255}/.exec(
    scanner.source.text.slice(scanner.pos, scanner.pos + 257),
  );
  if (match === null) return undefined;
  scanner.pos += match[0].length;
  return match[0];
}

/** A string in quotes, from the quote on; `${…}` stays as it is. */
export function readString(scanner: Scanner): YamlScalar {
  const { text } = scanner.source;
  const start = scanner.pos;
  const assembly: Assembly = { text: '', segments: [] };
  let at = start + 1;
  for (; at < text.length && text[at] !== '"' && text[at] !== '\n'; ) {
    if (text[at] === '\\') at = readEscape(scanner, assembly, at);
    else if (isTemplate(text, at)) {
      const end = templateEnd(text, at + 2);
      appendSlice(assembly, scanner.whole, at, end);
      at = end;
    } else {
      const end = plainEnd(text, at);
      appendSlice(assembly, scanner.whole, at, end);
      at = end;
    }
  }
  scanner.pos = Math.min(text.length, at + 1);
  return scalarOf(scanner, assembled(assembly, start + 1), { start, end: scanner.pos }, 'double');
}

function plainEnd(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && !/["\\\n]/.test(text[at] ?? '') && !isTemplate(text, at)) at += 1;
  return at;
}

/** `${` and `%{`, unless doubled. */
function isTemplate(text: string, at: number): boolean {
  const sign = text[at];
  if ((sign !== '$' && sign !== '%') || text[at + 1] !== '{') return false;
  return text[at - 1] !== sign;
}

/** Longest template whose end is looked for. */
const maxTemplate = 1000;

/** Behind the brace that closes a template; strings in it may hold braces. */
function templateEnd(text: string, from: number): number {
  let depth = 1;
  let quoted = false;
  const limit = Math.min(text.length, from + maxTemplate);
  for (let at = from; at < limit; at += 1) {
    const sign = text[at] ?? '';
    if (quoted && sign === '\\') at += 1;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted) depth += braceStep(sign);
    if (depth === 0) return at + 1;
    if (sign === '\n') break;
  }
  return Math.min(from, text.length);
}

/** How a sign changes the number of open braces. */
function braceStep(sign: string): number {
  if (sign === '{') return 1;
  return sign === '}' ? -1 : 0;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
]);

function readEscape({ source: { text } }: Scanner, assembly: Assembly, at: number): number {
  const unicode = /^\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(text.slice(at, at + 10));
  const code = Number.parseInt(unicode?.[1] ?? unicode?.[2] ?? '', 16);
  const end = unicode === null ? at + 2 : at + unicode[0].length;
  const isCode = unicode !== null && code <= 0x10ffff;
  const value = isCode ? String.fromCodePoint(code) : escapes.get(text[at + 1] ?? '');
  appendMade(assembly, value ?? text.slice(at, end), { start: at, end });
  return end;
}

/** `<<EOT` and the lines up to `EOT`, from the `<<` on; `undefined` when it is none. */
export function readHeredoc(scanner: Scanner): YamlScalar | undefined {
  const { text } = scanner.source;
  const { pos: start } = scanner;
  const head = /^<<(-?)([A-Za-z_][\w-]{0,99})[ \t\r]*\n/.exec(text.slice(start, start + 200));
  if (head === null) return undefined;
  const lines: Span[] = [];
  let at = start + head[0].length;
  let after = text.length;
  while (at < text.length) {
    const end = endOfLine(text, at);
    if (end - at < 200 && text.slice(at, end).trim() === head[2]) {
      after = end;
      break;
    }
    lines.push({ start: at, end: Math.min(text.length, end + 1) });
    at = end + 1;
  }
  scanner.pos = after;
  const indent = head[1] === '-' ? commonIndent(text, lines) : 0;
  const assembly: Assembly = { text: '', segments: [] };
  for (const { start: from, end } of lines)
    appendSlice(assembly, scanner.whole, Math.min(end - 1, from + indent), end);
  const mapped = assembled(assembly, start + head[0].length);
  return scalarOf(scanner, mapped, { start, end: after }, 'literal');
}

function commonIndent(text: string, lines: readonly Span[]): number {
  let least = Number.MAX_SAFE_INTEGER;
  for (const { start, end } of lines) {
    let at = start;
    while (at < end && (text[at] === ' ' || text[at] === '\t')) at += 1;
    if (at < end && text[at] !== '\n') least = Math.min(least, at - start);
  }
  return least === Number.MAX_SAFE_INTEGER ? 0 : least;
}

/** A value with its places; `style` is `literal` where text can be put in as it is. */
export function scalarOf(
  { source }: Pick<Scanner, 'source'>,
  mapped: MappedText,
  span: Span,
  style: 'literal' | 'double' | 'plain',
): YamlScalar {
  return {
    kind: 'scalar',
    range: rangeOfSpan(source, span),
    value: mapped.text,
    text: mapped.text,
    style,
    placeOf: (index) => placeOf(source, mapped, index),
  };
}

function placeOf(source: SourceText, mapped: MappedText, index: number): SourcePlace {
  const at = Math.max(0, Math.min(index, mapped.text.length));
  const offset =
    at === 0 || at < mapped.text.length ? sourceAt(mapped, at) : sourceAt(mapped, at - 1) + 1;
  const { start, line, column } = rangeOfSpan(source, { start: offset, end: offset });
  return { offset: start, line, column };
}

/** What could not be understood: a value that says nothing. */
export function unknownValue(scanner: Scanner, start: number): YamlNode {
  const mapped = verbatim('${?}', start);
  return scalarOf(scanner, mapped, { start, end: Math.max(start, scanner.pos) }, 'plain');
}
