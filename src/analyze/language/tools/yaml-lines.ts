import { linesOf } from '../../os/lines.ts';

/** One line of a YAML document in block style that says something. */
export interface YamlLine {
  /** From 1. */
  readonly number: number;
  /** Column of the first dash, or of the text when there is none. */
  readonly start: number;
  /** Column of the key or scalar. */
  readonly column: number;
  readonly isItem: boolean;
  /** Empty for a scalar in a list. */
  readonly key: string;
  /** Without quotes and comment; empty when the value stands below. */
  readonly value: string;
  /** What stands behind ` #`. */
  readonly comment: string;
}

/** More of a line than this is not looked at. */
const maxLine = 8192;

/**
 * The lines of a YAML document that people write, for readers that look for a few keys: no tree is built, text of block
 * scalars is passed over, flow collections come as they stand, anchors and tags before a value are dropped. Takes linear
 * time whatever the text (a general YAML parser does not), and never throws.
 */
export function* yamlLines(text: string): Iterable<YamlLine> {
  /** Lines further right than this column belong to a block scalar. */
  let blockColumn = Number.POSITIVE_INFINITY;
  let number = 0;
  for (const raw of linesOf(text)) {
    number += 1;
    const line = raw.slice(0, maxLine).trimEnd();
    const start = line.length - line.trimStart().length;
    if (line.length === start || start > blockColumn) continue;
    blockColumn = Number.POSITIVE_INFINITY;
    if (line[start] === '#' || line.startsWith('---') || line[start] === '%') continue;
    const read = readLine(line, start, number);
    if (/^[|>][0-9+-]{0,2}$/.test(read.value))
      blockColumn = read.key === '' ? read.start : read.column;
    yield read;
  }
}

function readLine(line: string, start: number, number: number): YamlLine {
  let column = start;
  while (line[column] === '-' && (line[column + 1] === ' ' || column + 1 === line.length)) {
    column += 1;
    while (line[column] === ' ') column += 1;
  }
  const text = line.slice(column);
  const end = keyEnd(text);
  const key = end < 0 ? '' : scalar(text.slice(0, end)).value;
  const { value, comment } = scalar(end < 0 ? text : text.slice(end + 1).trimStart());
  return { number, start, column, isItem: column > start, key, value, comment };
}

/** Where the colon of `key: value` stands; -1 when there is none. */
function keyEnd(text: string): number {
  const quote = text[0];
  if (quote === '{' || quote === '[') return -1;
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, 1) + 1;
    return end > 0 && text[end] === ':' ? end : -1;
  }
  const end = text.indexOf(': ');
  if (end >= 0) return end;
  return text.endsWith(':') ? text.length - 1 : -1;
}

function scalar(raw: string): { readonly value: string; readonly comment: string } {
  const text = raw.replace(/^[&!][^\s,{}[\]]{0,100}\s*/, '');
  const quote = text[0];
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, 1);
    const rest = end < 0 ? '' : text.slice(end + 1).trimStart();
    return { value: text.slice(1, end < 0 ? undefined : end), comment: commentOf(rest) };
  }
  if (text.startsWith('#')) return { value: '', comment: commentOf(text) };
  const mark = text.indexOf(' #');
  if (mark < 0) return { value: text, comment: '' };
  return { value: text.slice(0, mark).trimEnd(), comment: commentOf(text.slice(mark + 1)) };
}

function commentOf(text: string): string {
  return text.startsWith('#') ? text.slice(1).trim() : '';
}
