import type { Edit } from '#model/source-range.ts';
import type { YamlScalar } from '#yaml/node.ts';

/** Replaces a stretch of a scalar's text, written as the scalar's style demands. */
export function editIn(scalar: YamlScalar, start: number, end: number, text: string): Edit {
  const from = scalar.placeOf(start).offset;
  const to = scalar.placeOf(end).offset;
  return { start: from, end: to, text: escaped(scalar.style, text) };
}

function escaped(style: YamlScalar['style'], text: string): string {
  if (style === 'single') return text.replaceAll("'", "''");
  return style === 'double' ? JSON.stringify(text).slice(1, -1) : text;
}
