import type { Fault } from '#model/fault.ts';
import type { Location } from '#model/location.ts';
import type { Gap } from '#model/observation.ts';
import type { Edit, Fix, SourceRange } from '#model/source-range.ts';
import type { SourcePlace, YamlScalar } from '#yaml/node.ts';
import type { CheckedText } from '../check-text.ts';
import { type MappedText, spanOf } from '../mapped-text.ts';
import { lineAt, type SourceText, type Span } from '../source-text.ts';
import type { Dialect } from './interpolate.ts';

/** A Dockerfile that stands inside another file. */
export interface EmbeddedText {
  /** Its text with variables put in; the segments lead to `scalar.text`. */
  readonly mapped: MappedText;
  readonly scalar: YamlScalar;
  readonly dialect: Dialect;
}

/** What was found in an embedded text, with the places of the file around it. Fixes that cannot be written there are dropped. */
export function relocated(
  { faults, gaps, tree }: CheckedText,
  embedded: EmbeddedText,
): { readonly faults: readonly Fault[]; readonly gaps: readonly Gap[] } {
  const inside: Inside = { ...embedded, source: tree.source };
  return {
    faults: faults.map((fault) => outerFault(fault, inside)),
    gaps: gaps.map((gap) => ({ ...gap, location: outerLocation(gap.location, inside) })),
  };
}

interface Inside extends EmbeddedText {
  /** The embedded text as it was checked. */
  readonly source: SourceText;
}

function outerFault(fault: Fault, inside: Inside): Fault {
  const [first, ...rest] = fault.locations;
  const { fixes, allowed, ...same } = fault;
  const carried = (fixes ?? []).flatMap((fix) => outerFix(fix, inside));
  return {
    ...same,
    locations: [
      outerLocation(first, inside),
      ...rest.map((location) => outerLocation(location, inside)),
    ],
    ...(carried.length > 0 && { fixes: carried }),
    ...(allowed !== undefined && {
      allowed: { ...allowed, line: outerLine(allowed.line, inside) },
    }),
  };
}

function outerLocation(location: Location, inside: Inside): Location {
  const { line, column = 1, endLine = line, endColumn = column } = location;
  if (line === undefined || endLine === undefined) return { ...location, ...wholeOf(inside) };
  const start = offsetOf(inside.source, line, column);
  const end = Math.max(start, offsetOf(inside.source, endLine, endColumn));
  const range = outerRange(inside, { start, end });
  const { line: first, column: at, endLine: last, endColumn: to } = range;
  return { ...location, line: first, column: at, endLine: last, endColumn: to };
}

/** Faults of the whole Dockerfile stand where it begins. */
function wholeOf({ scalar }: Inside): Pick<Location, 'line' | 'column'> {
  const { line, column } = scalar.range;
  return { line, column };
}

function outerLine(line: number, inside: Inside): number {
  const start = offsetOf(inside.source, line, 1);
  return outerRange(inside, { start, end: start }).line;
}

function offsetOf({ lineStarts, text }: SourceText, line: number, column: number): number {
  const start = lineStarts[line - 1] ?? text.length;
  return Math.min(start + column - 1, text.length);
}

/** A stretch of the embedded text in the file around it. */
function outerRange({ mapped, scalar }: EmbeddedText, { start, end }: Span): SourceRange {
  const span = spanOf(mapped, start, end);
  const first = scalar.placeOf(span.start);
  const last = scalar.placeOf(span.end);
  return rangeBetween(first, last.offset < first.offset ? first : last);
}

function rangeBetween(first: SourcePlace, last: SourcePlace): SourceRange {
  return {
    start: first.offset,
    end: last.offset,
    line: first.line,
    column: first.column,
    endLine: last.line,
    endColumn: last.column,
  };
}

function outerFix({ edits, ...fix }: Fix, inside: Inside): readonly Fix[] {
  if (inside.scalar.style !== 'literal') return [];
  const carried = edits.map((edit) => outerEdit(edit, inside));
  return [{ ...fix, edits: carried }];
}

/** New lines stand as far in as the block does, and dollar signs are not taken for variables of the file around. */
function outerEdit({ start, end, text }: Edit, inside: Inside): Edit {
  const from = characterAt(inside.source, start);
  const range = outerRange(inside, { start: from, end: characterAt(inside.source, end) });
  const indent = ' '.repeat(inside.scalar.placeOf(0).column - 1);
  const escaped =
    inside.dialect === 'compose'
      ? text.replaceAll('$', '$$$$')
      : text.replaceAll('${', () => '$${');
  return {
    start: range.start,
    end: range.end,
    text: escaped.replaceAll('\n', `\n${indent}`),
  };
}

/** The character at a byte of the embedded text. */
function characterAt(source: SourceText, byte: number): number {
  const { lineBytes, lineStarts, text } = source;
  if (lineBytes === undefined) return byte;
  const line = lineAt({ ...source, lineStarts: lineBytes }, byte);
  const start = lineStarts[line] ?? 0;
  const rest = Buffer.from(text.slice(start, lineStarts[line + 1] ?? text.length));
  return start + rest.subarray(0, byte - (lineBytes[line] ?? 0)).toString().length;
}
