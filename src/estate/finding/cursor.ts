import { CaissonError } from '#kit/error.ts';

const maxLength = 500;

/** Where a page ended: the values that its order is made of, the id last. Opaque to callers. */
export type Position = readonly (string | number)[];

/** Writes a position as a cursor. */
export function formatCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Reads a cursor of a list whose positions have these types. Throws `input.malformed` for anything else. */
export function parseCursor(text: string, types: readonly ('string' | 'number')[]): Position {
  const position = tryParse(text);
  if (
    position === undefined ||
    position.length !== types.length ||
    !position.every((value, at) => typeof value === types[at])
  )
    throw badCursor();
  return position;
}

/** The error for a cursor of another list, or of nobody. */
export function badCursor(): CaissonError {
  return new CaissonError('input.malformed', 'this cursor is not one of this list', {
    hint: 'begin without a cursor',
  });
}

function tryParse(text: string): Position | undefined {
  if (text.length > maxLength || !/^[A-Za-z0-9_-]+$/u.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return isPosition(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPosition(value: unknown): value is Position {
  return (
    Array.isArray(value) &&
    value.every(
      (one) => typeof one === 'string' || (typeof one === 'number' && Number.isSafeInteger(one)),
    )
  );
}
