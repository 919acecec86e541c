import type { Rendered } from '#kube/object.ts';

/** Lines of a template that are looked at for each line of the text made of it. */
const window = 400;
/** A line without counterpart (a block of values) stands where the last known one before it does, if that is not far. */
const maxBehind = 60;

/**
 * Which line of a template each line of its text comes from: first lines, and keys with an action (`image: {{ .Values.image }}`), that
 * both have once, in the same order; between these the next lines that say the same or begin with the same key.
 */
export function alignLines(text: string, template: string): Rendered {
  const made = text.split('\n').map((line) => line.trim());
  const source = template.split('\n').map((line) => line.trim());
  const found = new Map<number, number>();
  const anchors = [...ascending(commonLines(made, source)), [made.length, source.length] as const];
  let [from, next] = [0, 0];
  for (const [until, end] of anchors) {
    fill(made.slice(from, until), source.slice(next, end), { from, next, found });
    found.set(until + 1, end + 1);
    [from, next] = [until + 1, end + 1];
  }
  return { lineOf: (line) => nearest(found, line, source.length) };
}

function nearest(
  found: ReadonlyMap<number, number>,
  line: number,
  last: number,
): number | undefined {
  for (let at = line; at > 0 && line - at <= maxBehind; at -= 1) {
    const known = found.get(at);
    if (known !== undefined) return Math.min(known, last);
  }
  return undefined;
}

interface Gap {
  readonly from: number;
  readonly next: number;
  readonly found: Map<number, number>;
}

/** Lines between two that are known, each the next one that fits. */
function fill(
  made: readonly string[],
  source: readonly string[],
  { from, next, found }: Gap,
): void {
  let start = 0;
  for (const [at, line] of made.entries()) {
    if (!isTelling(line)) continue;
    const hit = lookAhead(source, start, line);
    if (hit === undefined) continue;
    found.set(from + at + 1, next + hit + 1);
    start = hit + 1;
  }
}

function lookAhead(source: readonly string[], from: number, wanted: string): number | undefined {
  const key = keyOf(wanted);
  const end = Math.min(source.length, from + window);
  for (let at = from; at < end; at += 1) {
    const line = source[at] ?? '';
    if (line === wanted) return at;
    if (key !== undefined && line.startsWith(key) && line.includes('{{')) return at;
  }
  return undefined;
}

function isTelling(line: string): boolean {
  return line !== '' && line !== '---' && !line.startsWith('#');
}

function keyOf(line: string): string | undefined {
  return /^(?:- )?["']?[\w./-]+["']?:/.exec(line)?.[0];
}

type Pair = readonly [number, number];

/** Lines, or keys, that are there once on both sides; in the order of the text. */
function commonLines(made: readonly string[], source: readonly string[]): readonly Pair[] {
  const [lines, places] = [onlyOnes(made, (line) => line), onlyOnes(source, (line) => line)];
  const [keys, actions] = [onlyOnes(made, keyOf), onlyOnes(source, keyOf)];
  return made.flatMap((line, at): readonly Pair[] => {
    if (!isTelling(line)) return [];
    const same = lines.get(line) === at ? places.get(line) : undefined;
    if (same !== undefined) return [[at, same]];
    const key = keyOf(line) ?? '';
    const action = keys.get(key) === at ? actions.get(key) : undefined;
    return action !== undefined && source[action]?.includes('{{') === true ? [[at, action]] : [];
  });
}

function onlyOnes(
  lines: readonly string[],
  nameOf: (line: string) => string | undefined,
): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [at, line] of lines.entries()) {
    const name = isTelling(line) ? nameOf(line) : undefined;
    if (name !== undefined) places.set(name, places.has(name) ? -1 : at);
  }
  return places;
}

/** The place of the first item that is so; all behind it are. */
function firstWhere(items: readonly number[], isSo: (item: number) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(items[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The longest run of pairs whose second numbers ascend too. */
function ascending(pairs: readonly Pair[]): readonly Pair[] {
  const known = pairs.filter(([, place]) => place >= 0);
  const ends: number[] = [];
  const before: number[] = [];
  for (const [at, [, place]] of known.entries()) {
    const rank = firstWhere(ends, (end) => (known[end]?.[1] ?? 0) >= place);
    before[at] = rank === 0 ? -1 : (ends[rank - 1] ?? -1);
    ends[rank] = at;
  }
  const run: Pair[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const pair = known[at];
    if (pair !== undefined) run.push(pair);
  }
  return run.reverse();
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
