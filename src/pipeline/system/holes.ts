import type { Hole } from '../model.ts';

const maxExpression = 2000;

/** Everything between two delimiters, in order; what is not closed, or longer than any real expression, is text. */
export function holesBetween(text: string, open: string, close: string): readonly Hole[] {
  const holes: Hole[] = [];
  let start = text.indexOf(open);
  while (start >= 0) {
    const end = text.indexOf(close, start + open.length);
    if (end < 0) return holes;
    if (end - start > maxExpression) {
      start = text.indexOf(open, start + open.length);
      continue;
    }
    const expression = text.slice(start + open.length, end).trim();
    holes.push({ start, end: end + close.length, expression });
    start = text.indexOf(open, end + close.length);
  }
  return holes;
}

/** What a pattern finds, which must be global and have the expression in its first group. */
export function holesMatching(text: string, pattern: RegExp): readonly Hole[] {
  return [...text.matchAll(pattern)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    expression: (match[1] ?? '').trim(),
  }));
}

/** Holes of several kinds in the order of the text; where two overlap the first one stays. */
export function orderedHoles(...lists: readonly (readonly Hole[])[]): readonly Hole[] {
  const all = lists.flat().toSorted((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  return all.filter((hole) => {
    if (hole.start < end) return false;
    end = hole.end;
    return true;
  });
}
