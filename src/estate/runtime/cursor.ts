import { CaissonError } from '#kit/error.ts';

/** Where the next page begins: behind the row with this sort key and id. */
export interface Cursor {
  readonly key: number | string;
  readonly id: string;
}

/** Opaque text for whoever pages. */
export function formatCursor({ key, id }: Cursor): string {
  return Buffer.from(JSON.stringify([key, id])).toString('base64url');
}

/** Reads what `formatCursor` wrote, with a key of the kind that the list is sorted by. Throws `input.malformed`. */
export function parseCursor(text: string, kind: 'number' | 'string'): Cursor {
  const value = tryJson(Buffer.from(text, 'base64url').toString());
  const [key, id, ...more] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  const isKey = typeof key === kind && (typeof key === 'string' || Number.isFinite(key));
  if (!isKey || typeof id !== 'string' || more.length > 0 || id.length > 300)
    throw new CaissonError('input.malformed', 'the cursor is not one of this list');
  return { key: key as string | number, id };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
