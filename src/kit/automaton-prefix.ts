import { lowerCase } from './automaton-table.ts';

/** Shorter prefixes stand in too many places: comparing there costs more than a small table saves (measured: 4, 5, 6, 8). */
const shortest = 8;

/**
 * How many bytes of each pattern a table has to know: as many as tell it apart from the others, in either case of letters. The
 * rest is compared where the prefix was seen.
 */
export function prefixLengths(patterns: readonly Uint8Array[]): Uint32Array {
  const texts = patterns.map(folded);
  const order = texts.map((_, at) => at).sort((a, b) => compare(texts[a] ?? '', texts[b] ?? ''));
  const lengths = new Uint32Array(patterns.length);
  for (const [place, number] of order.entries()) {
    const text = texts[number] ?? '';
    // Whoever shares most stands next to it in this order.
    const before = commonLength(text, texts[order[place - 1] ?? -1] ?? '');
    const behind = commonLength(text, texts[order[place + 1] ?? -1] ?? '');
    lengths[number] = Math.min(text.length, Math.max(shortest, before + 1, behind + 1));
  }
  return lengths;
}

function folded(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.map(lowerCase));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function commonLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.codePointAt(length) === b.codePointAt(length)) length += 1;
  return length;
}
