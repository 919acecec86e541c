import { CaissonError } from '#kit/error.ts';

/** As long as a cursor can be: a name and a path, written as JSON. The wire takes no longer one. */
const maxLength = 8000;

/** Where a page ended: the values that its order is made of, the id last. Opaque to callers. */
export type Position = readonly (string | number)[];

/** What stands in a position: text, a whole number, or any finite one. */
type Kind = 'string' | 'number' | 'real';

/** Writes a position as a cursor. */
export function formatCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Reads a cursor of a list whose positions have these kinds of values. Throws `input.malformed` for anything else. */
export function parseCursor(text: string, kinds: readonly Kind[]): Position {
  const position = tryParse(text);
  if (position?.length !== kinds.length || !position.every((value, at) => isOf(value, kinds[at])))
    throw badCursor();
  return position as Position; // every value was looked at
}

/** The error for a cursor of another list, or of nobody. */
export function badCursor(): CaissonError {
  return new CaissonError('input.malformed', 'this cursor is not one of this list', {
    hint: 'begin without a cursor',
  });
}

function tryParse(text: string): readonly unknown[] | undefined {
  if (text.length > maxLength || !/^[A-Za-z0-9_-]+$/u.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isOf(value: unknown, kind: Kind | undefined): boolean {
  if (kind === 'string') return typeof value === 'string';
  return kind === 'real' ? Number.isFinite(value) : Number.isSafeInteger(value);
}
