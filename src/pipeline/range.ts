import type { SourceRange } from '#model/source-range.ts';
import type { YamlScalar } from '#yaml/node.ts';

/** The place in the file of a scalar's text from `start` to `end` (excluded). */
export function rangeIn(scalar: YamlScalar, start: number, end: number): SourceRange {
  const from = scalar.placeOf(start);
  const to = scalar.placeOf(end);
  return {
    start: from.offset,
    end: to.offset,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
  };
}

/** A range that begins where the first one does and ends where the second one does. */
export function spanOf(first: SourceRange, last: SourceRange): SourceRange {
  const { end, endLine, endColumn } = last;
  return { ...first, end, endLine, endColumn };
}

/** A range without length at the start of another. */
export function startOf(range: SourceRange): SourceRange {
  return { ...range, end: range.start, endLine: range.line, endColumn: range.column };
}
