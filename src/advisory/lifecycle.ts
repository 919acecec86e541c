import { isRecord } from '#kit/json.ts';
import type { Lifecycle } from '#model/lifecycle.ts';
import catalogue from '../../catalog/lifecycle/lifecycles.json' with { type: 'json' };
import { dayOf } from './date.ts';

/** The support periods that come with the program, so that they are never missing. */
export function bundledLifecycles(): readonly Lifecycle[] {
  const document: unknown = catalogue;
  const products = isRecord(document) ? document['products'] : undefined;
  if (!isRecord(products)) return [];
  return Object.entries(products).flatMap(([product, lines]) =>
    isRecord(lines)
      ? Object.entries(lines).map(([line, days]) => fromDays(product, line, String(days)))
      : [],
  );
}

/** Day on which the support periods that come with the program were last revised. */
export function bundledLifecyclesDay(): string {
  return String(catalogue.revised);
}

/** A line as stored: an object with the fields of `Lifecycle`; `undefined` when it names no line. */
export function parseLifecycle(
  product: string,
  value: Readonly<Record<string, unknown>>,
): Lifecycle | undefined {
  const { line, longTerm } = value;
  const latest = value['latest'];
  if (typeof line !== 'string' || line === '') return undefined;
  return {
    product,
    line,
    ...dayField('released', value),
    ...dayField('activeUntil', value),
    ...dayField('supportedUntil', value),
    ...dayField('extendedUntil', value),
    ...(typeof latest === 'string' && { latest }),
    ...(typeof longTerm === 'boolean' && { longTerm }),
  };
}

/** Newest line first: by the day of release where both have one, else by the numbers in the name. */
export function compareLines(a: Lifecycle, b: Lifecycle): number {
  if (a.released !== undefined && b.released !== undefined && a.released !== b.released)
    return a.released < b.released ? 1 : -1;
  const [first, second] = [numbersOf(a.line), numbersOf(b.line)];
  for (let index = 0; index < Math.max(first.length, second.length); index += 1) {
    const difference = (second[index] ?? -1) - (first[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return a.line < b.line ? 1 : Number(a.line > b.line) * -1;
}

/**
 * Lines by product as the `eol` segment stores them. Of several statements on one line, the days of a later one count and fill
 * up what it does not state from the earlier.
 */
export function lifecycleTexts(
  lists: readonly (readonly Lifecycle[])[],
): ReadonlyMap<string, string> {
  const products = new Map<string, Map<string, Lifecycle>>();
  for (const lifecycle of lists.flat()) {
    const lines = products.get(lifecycle.product) ?? new Map<string, Lifecycle>();
    products.set(lifecycle.product, lines);
    lines.set(lifecycle.line, { ...lines.get(lifecycle.line), ...lifecycle });
  }
  return new Map(
    [...products].map(([product, lines]) => [product, textOfLines([...lines.values()])]),
  );
}

function textOfLines(lines: readonly Lifecycle[]): string {
  const sorted = lines.toSorted(compareLines).map(({ product: _product, ...line }) => line);
  const keys = [
    'line',
    'released',
    'activeUntil',
    'supportedUntil',
    'extendedUntil',
    'latest',
    'longTerm',
  ];
  return JSON.stringify(sorted, keys);
}

/** `released supportedUntil [activeUntil [extendedUntil]] [LTS]`, `-` for a day that is not known. */
function fromDays(product: string, line: string, text: string): Lifecycle {
  const words = text.split(' ');
  const longTerm = words.includes('LTS');
  const [released, supportedUntil, activeUntil, extendedUntil] = words
    .filter((word) => word !== 'LTS')
    .map(dayOf);
  return {
    product,
    line,
    ...(released !== undefined && { released }),
    ...(activeUntil !== undefined && { activeUntil }),
    ...(supportedUntil !== undefined && { supportedUntil }),
    ...(extendedUntil !== undefined && { extendedUntil }),
    ...(longTerm && { longTerm }),
  };
}

function dayField(
  key: 'released' | 'activeUntil' | 'supportedUntil' | 'extendedUntil',
  value: Readonly<Record<string, unknown>>,
): { readonly [Key in typeof key]?: string } {
  const day = dayOf(value[key]);
  return day === undefined ? {} : { [key]: day };
}

function numbersOf(line: string): readonly number[] {
  return (line.slice(0, 100).match(/\d{1,15}/g) ?? []).map(Number);
}
