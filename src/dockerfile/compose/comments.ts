import type { Marker } from '#check/markers.ts';
import { markersOf } from '#check/own-markers.ts';
import type { YamlComment } from '#yaml/node.ts';

/** Comments that accept findings: on the line of the value, or alone on the lines above it. */
export function markersOfComments(comments: readonly YamlComment[]): readonly Marker[] {
  const alone = new Set(comments.filter((each) => each.alone).map(({ range }) => range.line));
  return comments.flatMap(({ text, range: { line }, alone: isAlone }) => {
    const to = isAlone ? lineBehind(line, alone) : line;
    const isFile = /^caisson:allow\s+file\b/i.test(text);
    const reach = isFile ? { from: 1, to: Number.MAX_SAFE_INTEGER } : { from: line, to };
    return markersOf({ text, line, ...reach });
  });
}

/** The first line behind a comment that is no comment itself; looks past 20 comments. */
function lineBehind(line: number, alone: ReadonlySet<number>): number {
  for (let next = line + 1; next <= line + 20; next += 1) if (!alone.has(next)) return next;
  return line;
}
