import type { Rendered } from '#kube/object.ts';

/** Lines of a template that are looked at for each line of the text made of it. */
const window = 400;

/**
 * Which line of a template each line of its text comes from: lines that are written out as they stand there, in order, and lines
 * with an action (`image: {{ .Values.image }}`) that start with the same key.
 */
export function alignLines(text: string, template: string): Rendered {
  const source = template.split('\n').map((line) => line.trim());
  const found = new Map<number, number>();
  let next = 0;
  for (const [at, line] of text.split('\n').entries()) {
    const wanted = line.trim();
    if (wanted === '' || wanted.startsWith('#') || wanted === '---') continue;
    const hit = lookAhead(source, next, wanted);
    if (hit === undefined) continue;
    found.set(at + 1, hit + 1);
    next = hit + 1;
  }
  return { lineOf: (line) => found.get(line) };
}

function lookAhead(source: readonly string[], from: number, wanted: string): number | undefined {
  const key = /^(?:- )?["']?[\w./-]+["']?:/.exec(wanted)?.[0];
  const end = Math.min(source.length, from + window);
  for (let at = from; at < end; at += 1) {
    const line = source[at] ?? '';
    if (line === wanted) return at;
    if (key !== undefined && line.startsWith(key) && line.includes('{{')) return at;
  }
  return undefined;
}

/**
 * The same for a program that sorts fields: a line belongs to the only line of the source that says the same, dashes of lists
 * aside.
 */
export function matchLines(text: string, source: string): Rendered {
  const places = new Map<string, number>();
  for (const [at, line] of source.split('\n').entries()) {
    const said = bare(line);
    places.set(said, places.has(said) ? 0 : at + 1);
  }
  const lines = text.split('\n').map(bare);
  return {
    lineOf(line) {
      const said = lines[line - 1] ?? '';
      const place = said === '' ? 0 : (places.get(said) ?? 0);
      return place === 0 ? undefined : place;
    },
  };
}

function bare(line: string): string {
  return line.trim().replace(/^(?:- )+/, '');
}
