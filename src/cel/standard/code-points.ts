import { codePoints } from '../size.ts';

/** A text whose positions count code points. Texts of the basic plane, which most are, need no copy. */
export interface Positions {
  readonly length: number;
  /** Offset in UTF-16 units of a code point; the length of the text for the one after the last. */
  unitOf(point: number): number;
  /** Number of code points before an offset. */
  pointOf(unit: number): number;
}

/** The positions of a text. */
export function positionsOf(text: string): Positions {
  const length = codePoints(text);
  if (length === text.length) return { length, unitOf: (point) => point, pointOf: (unit) => unit };
  const starts: number[] = [];
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)
    starts.push(at);
  return {
    length,
    unitOf: (point) => starts[point] ?? text.length,
    pointOf: (unit) => codePoints(text.slice(0, unit)),
  };
}
