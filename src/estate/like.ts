import { storable } from './row.ts';

/** Text that a `LIKE` with `ESCAPE '!'` takes as it is. */
export function likeLiteral(text: string): string {
  return text.replaceAll(/[!%_]/gu, (char) => `!${char}`);
}

/** A pattern of `LIKE` with `ESCAPE '!'` that finds a text anywhere in what is in lower case. */
export function likeOf(text: string): string {
  return `%${likeLiteral(storable(text.trim().toLowerCase(), 200))}%`;
}
