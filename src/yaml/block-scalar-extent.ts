import { char, isBlank } from './character.ts';
import type { Reader } from './reader.ts';

/** What stands behind `|` or `>` (YAML 1.2.2, section 8.1.1). */
export interface Header {
  readonly style: 'literal' | 'folded';
  readonly chomping: 'clip' | 'strip' | 'keep';
  /** Columns further right than the parent; 0 when the first line with text decides. */
  readonly indentation: number;
}

/** The lines of a block scalar and the column in which its text begins. */
export interface Extent {
  readonly first: number;
  /** Excluded: behind the last line with text. */
  readonly textEnd: number;
  /** Excluded: behind the empty lines that follow. */
  readonly end: number;
  readonly column: number;
}

/** Reads the header the reader stands on, and the comment behind it. Afterwards the reader is behind its indicators. */
export function readHeader(reader: Reader): Header {
  const style = reader.code() === char.pipe ? 'literal' : 'folded';
  let chomping: Header['chomping'] | undefined;
  let indentation = 0;
  for (reader.pos += 1; reader.pos < reader.lineEnd; reader.pos += 1) {
    const code = reader.code();
    const mark = chompingOf(code);
    if (mark !== undefined && chomping === undefined) chomping = mark;
    else if (isDigit(code) && indentation === 0) indentation = code - char.zero;
    else break;
  }
  endHeader(reader);
  return { style, chomping: chomping ?? 'clip', indentation };
}

function endHeader(reader: Reader): void {
  const end = reader.pos;
  if (!reader.atLineEnd()) reader.problemHere('text stands on the line of a block scalar header');
  else if (reader.atComment()) reader.comment();
  reader.pos = end;
}

function chompingOf(code: number): Header['chomping'] | undefined {
  if (code === char.plus) return 'keep';
  return code === char.dash ? 'strip' : undefined;
}

function isDigit(code: number): boolean {
  return code > char.zero && code <= char.nine;
}

/** The lines below the header that belong to the scalar of a parent in column `indent`. */
export function measure(reader: Reader, indent: number, header: Header): Extent {
  const { lineCount } = reader.source;
  const first = reader.line + 1;
  const column = columnOf(reader, indent, header);
  let textEnd = first;
  let line = first;
  for (; line < lineCount; line += 1) {
    const spaces = spacesOf(reader, line);
    if (isEmpty(reader, line, spaces, column)) {
      if (spaces > column) textEnd = line + 1;
    } else if (spaces < column || isMarker(reader, line)) break;
    else textEnd = line + 1;
  }
  const isOver = line >= lineCount && line > first && lengthOf(reader, lineCount - 1) === 0;
  return { first, textEnd, end: isOver ? line - 1 : line, column };
}

/** Where text begins: as the header says, or as the first line with text does. A root counts as if in column 0. */
function columnOf(reader: Reader, indent: number, header: Header): number {
  if (header.indentation > 0) return Math.max(indent, 0) + header.indentation;
  return firstColumn(reader, reader.line + 1, indent + 1);
}

/** The indentation of the first line with text; at least `least`. Empty lines before it are not longer. */
function firstColumn(reader: Reader, first: number, least: number): number {
  let widest = 0;
  for (let line = first; line < reader.source.lineCount; line += 1) {
    const spaces = spacesOf(reader, line);
    const isText = spaces < lengthOf(reader, line);
    if (isText && (spaces >= least || !isBlankLine(reader, line))) {
      if (spaces < least || isMarker(reader, line)) break;
      if (widest > spaces)
        reader.problem('an empty line is longer than the indentation', reader.pos);
      return spaces;
    }
    widest = Math.max(widest, spaces);
  }
  return Math.max(widest, least);
}

/** Nothing but spaces; tabs where indentation is missing are a problem, but no text. */
function isEmpty(reader: Reader, line: number, spaces: number, column: number): boolean {
  if (spaces >= lengthOf(reader, line)) return true;
  if (spaces >= column || !isBlankLine(reader, line)) return false;
  const start = (reader.source.starts[line] ?? 0) + spaces;
  reader.problem('a tab stands where spaces must', start, reader.source.ends[line]);
  return true;
}

function isBlankLine(reader: Reader, line: number): boolean {
  const end = reader.source.ends[line] ?? 0;
  let at = reader.source.starts[line] ?? 0;
  while (at < end && isBlank(reader.text.charCodeAt(at))) at += 1;
  return at >= end;
}

function spacesOf(reader: Reader, line: number): number {
  const start = reader.source.starts[line] ?? 0;
  const end = reader.source.ends[line] ?? 0;
  let at = start;
  while (at < end && reader.text.charCodeAt(at) === char.space) at += 1;
  return at - start;
}

function lengthOf(reader: Reader, line: number): number {
  return (reader.source.ends[line] ?? 0) - (reader.source.starts[line] ?? 0);
}

/** `---` or `...` in the first column. */
function isMarker(reader: Reader, line: number): boolean {
  const start = reader.source.starts[line] ?? 0;
  const isMark = reader.text.startsWith('---', start) || reader.text.startsWith('...', start);
  if (!isMark) return false;
  const next = start + 3;
  return next >= (reader.source.ends[line] ?? 0) || isBlank(reader.text.charCodeAt(next));
}
