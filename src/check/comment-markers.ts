import type { Marker } from './markers.ts';
import { markersOf } from './own-markers.ts';

/** A comment of a YAML file. */
export interface FileComment {
  /** Without the comment sign. */
  readonly text: string;
  readonly range: { readonly line: number };
  /** Nothing but blanks stands before it on its line. */
  readonly alone: boolean;
}

/** First and last line of something in the file that a marker can cover as a whole. */
export interface Lines {
  readonly from: number;
  readonly to: number;
}

/**
 * Comments that accept findings: on the line of the value, or alone on the lines above it; `caisson:allow file` all over the
 * file, `caisson:allow object` in the part of it (`objects`) that the comment stands in, or before.
 */
export function markersOfComments(
  comments: readonly FileComment[],
  objects: readonly Lines[] = [],
): readonly Marker[] {
  const alone = new Set(comments.filter((each) => each.alone).map(({ range }) => range.line));
  return comments.flatMap(({ text, range: { line }, alone: isAlone }) => {
    const to = isAlone ? lineBehind(line, alone) : line;
    return markersOf({ text, line, ...(wideReach(text, line, objects) ?? { from: line, to }) });
  });
}

function wideReach(text: string, line: number, objects: readonly Lines[]): Lines | undefined {
  const word = /^\s*caisson:allow\s+(file|object)\b/i.exec(text)?.[1]?.toLowerCase();
  if (word === 'file') return { from: 1, to: Number.MAX_SAFE_INTEGER };
  return word === 'object' ? objects.find(({ to }) => to >= line) : undefined;
}

/** The first line behind a comment that is no comment itself; looks past 20 comments. */
function lineBehind(line: number, alone: ReadonlySet<number>): number {
  for (let next = line + 1; next <= line + 20; next += 1) if (!alone.has(next)) return next;
  return line;
}
