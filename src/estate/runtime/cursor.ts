import { formatCursor as formatPosition, parseCursor as parsePosition } from '../cursor.ts';

/** Where the next page begins: behind the row with this sort key and id. */
export interface Cursor {
  readonly key: number | string;
  readonly id: string;
}

/** Opaque text for whoever pages. */
export function formatCursor({ key, id }: Cursor): string {
  return formatPosition([key, id]);
}

/** Reads what `formatCursor` wrote, with a key of the kind that the list is sorted by. Throws `input.malformed`. */
export function parseCursor(text: string, kind: 'number' | 'string'): Cursor {
  const [key = '', id = ''] = parsePosition(text, [kind, 'string']);
  return { key, id: String(id) };
}
