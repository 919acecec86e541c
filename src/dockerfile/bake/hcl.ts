import type { SourceRange } from '#model/source-range.ts';
import type { YamlEntry, YamlList, YamlMap, YamlNode } from '#yaml/node.ts';
import { verbatim } from '../mapped-text.ts';
import { rangeOfSpan, type SourceText } from '../source-text.ts';
import {
  endOfLine,
  readHeredoc,
  readIdentifier,
  readString,
  type Scanner,
  scalarOf,
  scannerOf,
  skipBlank,
  unknownValue,
} from './hcl-scanner.ts';

/** Blocks and collections in one another. */
const maxDepth = 60;
/** Words between the type of a block and its body. */
const maxLabels = 10;

/** What an HCL text says, as maps: a block `target "app" {…}` is `app` in the map `target`. */
export interface HclText {
  readonly root: YamlMap;
  /** Places that could not be understood. */
  readonly problems: readonly SourceRange[];
}

/**
 * Reads HCL as bake files use it (HashiCorp HCL native syntax): blocks, strings, here-documents, lists, objects, names of
 * variables. Other expressions become values that say nothing. Never throws; linear in time.
 */
export function parseHcl(source: SourceText): HclText {
  const reader: Reader = { ...scannerOf(source), problems: [] };
  const entries = readBody(reader, 0);
  return {
    root: { kind: 'map', flow: false, entries, range: rangeFrom(reader, 0) },
    problems: reader.problems,
  };
}

interface Reader extends Scanner {
  readonly problems: SourceRange[];
}

function readBody(reader: Reader, depth: number): readonly YamlEntry[] {
  const entries: YamlEntry[] = [];
  const { text } = reader.source;
  for (;;) {
    skipBlank(reader);
    if (reader.pos >= text.length || reader.left <= 0) return entries;
    if (text[reader.pos] === '}' && depth > 0) return entries;
    const { pos } = reader;
    const entry = readItem(reader, depth);
    if (entry !== undefined) entries.push(entry);
    else skipProblem(reader, pos);
  }
}

function skipProblem(reader: Reader, from: number): void {
  const end = endOfLine(reader.source.text, Math.max(from, reader.pos));
  if (reader.problems.length < 20)
    reader.problems.push(rangeOfSpan(reader.source, { start: from, end }));
  reader.pos = Math.max(end, from + 1);
}

/** An attribute or a block. */
function readItem(reader: Reader, depth: number): YamlEntry | undefined {
  const key = readKey(reader);
  if (key === undefined) return undefined;
  skipBlank(reader, false);
  const sign = reader.source.text[reader.pos];
  if (sign === '=' && reader.source.text[reader.pos + 1] !== '=') {
    reader.pos += 1;
    return { key, value: readValue(reader, depth) };
  }
  return readBlock(reader, key, depth);
}

function readKey(reader: Reader): YamlNode | undefined {
  reader.left -= 1;
  const { pos, source } = reader;
  if (source.text[pos] === '"') return readString(reader);
  const name = readIdentifier(reader);
  if (name === undefined) return undefined;
  return scalarOf(reader, verbatim(name, pos), { start: pos, end: reader.pos }, 'plain');
}

/** Labels, then a body in braces. */
function readBlock(reader: Reader, key: YamlNode, depth: number): YamlEntry | undefined {
  const labels: YamlNode[] = [];
  const { text } = reader.source;
  while (labels.length < maxLabels) {
    const label = labelAt(reader);
    if (label === undefined) break;
    labels.push(label);
  }
  if (text[reader.pos] !== '{' || depth > maxDepth) return undefined;
  const start = reader.pos;
  reader.pos += 1;
  const entries = readBody(reader, depth + 1);
  if (text[reader.pos] === '}') reader.pos += 1;
  let value: YamlMap = { kind: 'map', flow: false, entries, range: rangeFrom(reader, start) };
  for (const label of labels.toReversed()) value = { ...value, entries: [{ key: label, value }] };
  return { key, value };
}

function labelAt(reader: Reader): YamlNode | undefined {
  skipBlank(reader, false);
  const sign = reader.source.text[reader.pos] ?? '';
  return /["A-Za-z_]/.test(sign) ? readKey(reader) : undefined;
}

function readValue(reader: Reader, depth: number): YamlNode {
  reader.left -= 1;
  skipBlank(reader, false);
  const { pos: start } = reader;
  const value = depth > maxDepth || reader.left <= 0 ? undefined : readPrimary(reader, depth);
  if (value !== undefined && isComplete(reader)) return value;
  if (value === undefined) reader.pos = start;
  skipExpression(reader);
  return unknownValue(reader, start);
}

/** A value inside brackets; goes on by one character at least. */
function readForward(reader: Reader, depth: number): YamlNode {
  const { pos } = reader;
  const value = readValue(reader, depth);
  if (reader.pos === pos) reader.pos += 1;
  return value;
}

/** Whether nothing of the expression follows: an operator, an index, a call. */
function isComplete(reader: Reader): boolean {
  skipBlank(reader, false);
  const sign = reader.source.text[reader.pos];
  return sign === undefined || /[\n,\]}]/.test(sign);
}

function readPrimary(reader: Reader, depth: number): YamlNode | undefined {
  const { text } = reader.source;
  const { pos: start } = reader;
  const sign = text[start] ?? '';
  if (sign === '"') return readString(reader);
  if (text.startsWith('<<', start)) return readHeredoc(reader);
  if (sign === '[') return readList(reader, depth + 1);
  if (sign === '{') return readObject(reader, depth + 1);
  return readWord(reader);
}

const literals: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** A number, `true`, `false`, `null`, or the name of a variable, which becomes a template. */
function readWord(reader: Reader): YamlNode | undefined {
  const { pos: start } = reader;
  const number = /^-?\d[\w.]{0,60}/.exec(reader.source.text.slice(start, start + 64))?.[0];
  if (number !== undefined) reader.pos += number.length;
  const word = number ?? readIdentifier(reader);
  if (word === undefined) return undefined;
  const literal = literals.get(word);
  const isName = number === undefined && literal === undefined;
  const mapped = verbatim(isName ? `\${${word}}` : word, start);
  const scalar = scalarOf(reader, mapped, { start, end: reader.pos }, 'plain');
  return literal === undefined ? scalar : { ...scalar, value: literal };
}

function readList(reader: Reader, depth: number): YamlList | undefined {
  const { text } = reader.source;
  const { pos: start } = reader;
  const items: YamlNode[] = [];
  reader.pos += 1;
  for (;;) {
    skipBlank(reader);
    const sign = text[reader.pos];
    if (sign === undefined || sign === '}' || reader.left <= 0) return undefined;
    if (sign === ']') break;
    if (sign === ',') reader.pos += 1;
    else if (/^for\s/.test(text.slice(reader.pos, reader.pos + 5))) return undefined;
    else items.push(readForward(reader, depth));
  }
  reader.pos += 1;
  return { kind: 'list', flow: true, items, range: rangeFrom(reader, start) };
}

/** `{ a = 1, "b" : 2 }`; a key may be a name, a string, or an expression in brackets. */
function readObject(reader: Reader, depth: number): YamlMap | undefined {
  const { text } = reader.source;
  const { pos: start } = reader;
  const entries: YamlEntry[] = [];
  reader.pos += 1;
  for (;;) {
    skipBlank(reader);
    const sign = text[reader.pos];
    if (sign === undefined || reader.left <= 0) return undefined;
    if (sign === '}') break;
    if (sign === ',') {
      reader.pos += 1;
      continue;
    }
    const key = readKey(reader);
    skipBlank(reader, false);
    if (key === undefined || !/[=:]/.test(text[reader.pos] ?? '')) return undefined;
    reader.pos += 1;
    entries.push({ key, value: readForward(reader, depth) });
  }
  reader.pos += 1;
  return { kind: 'map', flow: true, entries, range: rangeFrom(reader, start) };
}

/** Passes an expression up to the end of its line, a comma or the bracket around it. */
function skipExpression(reader: Reader): void {
  const { text } = reader.source;
  let depth = 0;
  while (reader.pos < text.length) {
    skipBlank(reader, depth > 0);
    const sign = text[reader.pos] ?? '';
    if (sign === '"') {
      readString(reader);
      continue;
    }
    if (text.startsWith('<<', reader.pos) && readHeredoc(reader) !== undefined) continue;
    if (depth === 0 && /[\n,\]})]/.test(sign)) return;
    if (/[[{(]/.test(sign)) depth += 1;
    if (/[\]})]/.test(sign)) depth -= 1;
    reader.pos += 1;
  }
}

function rangeFrom({ source, pos }: Scanner, start: number): SourceRange {
  return rangeOfSpan(source, { start, end: Math.max(start, pos) });
}
