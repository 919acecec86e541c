import type { SourceRange } from '#model/source-range.ts';

/** The bytes of a checked file with what edits need to know of its lines. All offsets are bytes. */
export interface SourceText {
  readonly bytes: Uint8Array;
  /** `\r\n` when the first line ends so. */
  readonly newline: '\n' | '\r\n';
  /** Text of a stretch of bytes. */
  slice(start: number, end: number): string;
  /** Offset of the first byte of the line that holds `offset`. */
  lineStart(offset: number): number;
  /** Offset of the line break that ends the line of `offset`, or of the end of the file. */
  lineEnd(offset: number): number;
  /** Number of blanks (spaces) at the start of the line of `offset`. */
  indentOf(offset: number): number;
  /** The range of all of it. */
  readonly range: SourceRange;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;

/** Wraps the bytes of a file; costs nothing until asked. */
export function createSourceText(bytes: Uint8Array): SourceText {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = buffer.indexOf(lineFeed);
  function lineStart(offset: number): number {
    return offset <= 0 ? 0 : buffer.lastIndexOf(lineFeed, offset - 1) + 1;
  }
  return {
    bytes,
    newline: first > 0 && buffer[first - 1] === carriageReturn ? '\r\n' : '\n',
    slice: (start, end) => buffer.toString('utf8', start, end),
    lineStart,
    lineEnd(offset) {
      const end = buffer.indexOf(lineFeed, offset);
      if (end < 0) return buffer.length;
      return end > 0 && buffer[end - 1] === carriageReturn ? end - 1 : end;
    },
    indentOf(offset) {
      const start = lineStart(offset);
      let at = start;
      while (buffer[at] === space) at += 1;
      return at - start;
    },
    range: { start: 0, end: buffer.length, line: 1, column: 1, endLine: 1, endColumn: 1 },
  };
}
