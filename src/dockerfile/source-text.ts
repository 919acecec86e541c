import type { SourceRange } from '#model/source-range.ts';

/** A stretch of a source text, in UTF-16 code units from its start; `end` is excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * A file as text, with the way back to its bytes. A file that is not UTF-8 is read as Latin-1, one character a byte, so that
 * every place in it still has its place in the file.
 */
export interface SourceText {
  readonly text: string;
  readonly encoding: 'utf-8' | 'latin-1';
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
  /** Byte offset of each line's first character; absent when characters and bytes are the same. */
  readonly lineBytes?: readonly number[];
}

/** Decodes a file. Never throws. */
export function readSourceText(bytes: Uint8Array): SourceText {
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    const latin = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    return { text: latin, encoding: 'latin-1', lineStarts: lineStartsOf(latin) };
  }
  const lineStarts = lineStartsOf(text);
  if (text.length === bytes.length) return { text, encoding: 'utf-8', lineStarts };
  return { text, encoding: 'utf-8', lineStarts, lineBytes: lineBytesOf(bytes, lineStarts.length) };
}

/** The same stretch as bytes, lines and columns. */
export function rangeOfSpan(source: SourceText, span: Span): SourceRange {
  const line = lineAt(source, span.start);
  const endLine = span.end === span.start ? line : lineAt(source, span.end);
  return {
    start: byteAt(source, span.start, line),
    end: byteAt(source, span.end, endLine),
    line: line + 1,
    column: span.start - (source.lineStarts[line] ?? 0) + 1,
    endLine: endLine + 1,
    endColumn: span.end - (source.lineStarts[endLine] ?? 0) + 1,
  };
}

/** Number of the line, from 0, in which an offset lies. */
export function lineAt(source: SourceText, offset: number): number {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The offset in the file, in bytes, of a character. */
function byteAt(source: SourceText, offset: number, line: number): number {
  if (source.lineBytes === undefined) return offset;
  const lineStart = source.lineStarts[line] ?? 0;
  const before = source.text.slice(lineStart, offset);
  return (source.lineBytes[line] ?? 0) + Buffer.byteLength(before, 'utf8');
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineBytesOf(bytes: Uint8Array, lines: number): number[] {
  const starts = [0];
  for (
    let at = bytes.indexOf(10);
    at !== -1 && starts.length < lines;
    at = bytes.indexOf(10, at + 1)
  )
    starts.push(at + 1);
  return starts;
}
