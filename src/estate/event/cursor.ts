import { formatCursor as formatPosition, parseCursor as parsePosition } from '../cursor.ts';

/** The last row of a page: its time, the file (or nothing) and the number of the row there. */
export interface EventPosition {
  readonly ts: number;
  readonly file: string;
  readonly row: number;
}

export function formatCursor({ ts, file, row }: EventPosition): string {
  return formatPosition([ts, file, row]);
}

/** Throws `input.malformed`. */
export function parseCursor(text: string): EventPosition {
  const [ts, file = '', row] = parsePosition(text, ['number', 'string', 'number']);
  return { ts: Number(ts), file: String(file), row: Number(row) };
}
