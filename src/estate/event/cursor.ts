import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';

/** The last row of a page: its time, the file (or nothing) and the number of the row there. */
export interface EventPosition {
  readonly ts: number;
  readonly file: string;
  readonly row: number;
}

export function formatCursor({ ts, file, row }: EventPosition): string {
  return Buffer.from(JSON.stringify([ts, file, row])).toString('base64url');
}

/** Throws `input.malformed`. */
export function parseCursor(text: string): EventPosition {
  const value =
    text.length > 500
      ? undefined
      : parseJson(Buffer.from(text, 'base64url').toString(), 'the cursor');
  if (isList(value) && value.length === 3) {
    const [ts, file, row] = value;
    if (Number.isSafeInteger(ts) && typeof file === 'string' && Number.isSafeInteger(row))
      return { ts: Number(ts), file, row: Number(row) };
  }
  throw new CaissonError('input.malformed', 'the cursor is not one of ours');
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
