/** Characters of pattern times characters of value that are compared at most. */
const maxWork = 4_000_000;

/** An element of a pattern: a character, `?` or `*`. */
type Element =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'any' };

/**
 * `${name#pattern}` and `${name%pattern}`: the value without the shortest (`greedy`: longest) part that the pattern matches
 * at its start or its end. Knows `*`, `?` and the backslash, no brackets (BuildKit). `undefined`: no valid pattern, or too
 * much work.
 */
export function trimPattern(
  value: string,
  pattern: string,
  { end, greedy }: { readonly end: boolean; readonly greedy: boolean },
): string | undefined {
  const elements = parsePattern(pattern);
  if (elements === undefined || elements.length * value.length > maxWork) return undefined;
  const chars = end ? value.split('').toReversed().join('') : value;
  const length = matchAt(chars, 0, end ? elements.toReversed() : elements, greedy);
  if (length === undefined) return value;
  return end ? value.slice(0, value.length - length) : value.slice(length);
}

/** `${name/pattern/text}` and, with `all`, `${name//pattern/text}`. `undefined` as in `trimPattern`. */
export function replacePattern(
  value: string,
  pattern: string,
  { text, all }: { readonly text: string; readonly all: boolean },
): string | undefined {
  const elements = parsePattern(pattern);
  if (elements === undefined || elements.length * value.length ** 2 > maxWork * 16)
    return undefined;
  let out = '';
  let at = 0;
  while (at <= value.length) {
    const length = matchAt(value, at, elements, true);
    if (length === undefined) {
      out += value.charAt(at);
      at += 1;
      continue;
    }
    out += text;
    if (!all) return out + value.slice(at + length);
    if (length === 0) out += value.charAt(at);
    at += Math.max(1, length);
  }
  return out;
}

function parsePattern(pattern: string): Element[] | undefined {
  const elements: Element[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern.charAt(at);
    if (char === '*') elements.push({ kind: 'any' });
    else if (char === '?') elements.push({ kind: 'one' });
    else if (char !== '\\') elements.push({ kind: 'char', char });
    else {
      const next = pattern.charAt(at + 1);
      // `}` and `/` are escaped for the sake of `${…}`; the backslash is no part of the pattern.
      if (next === '}' || next === '/') continue;
      if (next !== '*' && next !== '?' && next !== '\\') return undefined;
      elements.push({ kind: 'char', char: next });
      at += 1;
    }
  }
  return elements;
}

/** Characters from `at` that the pattern matches: the least or the most; `undefined` when it does not match there. */
function matchAt(
  value: string,
  at: number,
  elements: readonly Element[],
  greedy: boolean,
): number | undefined {
  let ends = new Set<number>([at]);
  for (const element of elements) {
    ends = step(value, ends, element);
    if (ends.size === 0) return undefined;
  }
  let best: number | undefined;
  for (const end of ends) if (best === undefined || (greedy ? end > best : end < best)) best = end;
  return best === undefined ? undefined : best - at;
}

function step(value: string, ends: ReadonlySet<number>, element: Element): Set<number> {
  const next = new Set<number>();
  if (element.kind === 'any') {
    for (let end = lowest(ends); end <= value.length; end += 1) next.add(end);
    return next;
  }
  for (const end of ends) {
    const matches = element.kind === 'one' ? end < value.length : value[end] === element.char;
    if (matches) next.add(end + 1);
  }
  return next;
}

function lowest(ends: ReadonlySet<number>): number {
  let low = Number.POSITIVE_INFINITY;
  for (const end of ends) low = Math.min(low, end);
  return low;
}
