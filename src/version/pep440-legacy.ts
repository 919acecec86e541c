import { compareText, isNumeral } from './order.ts';

const spellings: ReadonlyMap<string, string> = new Map([
  ['pre', 'c'],
  ['preview', 'c'],
  ['-', 'final-'],
  ['rc', 'c'],
  ['dev', '@'],
]);
const zero = '00000000';

/**
 * Compares versions from before PEP 440 as setuptools' `parse_version` did: words, numbers and hyphens one by one, as
 * text, numbers padded to eight digits, zeros before a word dropped.
 */
export function compareLegacy(a: string, b: string): number {
  const x = keyOf(a);
  const y = keyOf(b);
  const shared = Math.min(x.length, y.length);
  for (let index = 0; index < shared; index += 1) {
    const order = compareText(x[index] ?? '', y[index] ?? '');
    if (order !== 0) return order;
  }
  return x.length - y.length;
}

function keyOf(text: string): readonly string[] {
  const key: string[] = [];
  for (const [part] of text.toLowerCase().matchAll(/[0-9]+|[a-z]+|-/g)) addPart(key, spell(part));
  addPart(key, '*final');
  return key;
}

function spell(part: string): string {
  return isNumeral(part) ? part.padStart(zero.length, '0') : `*${spellings.get(part) ?? part}`;
}

function addPart(key: string[], part: string): void {
  if (part.startsWith('*')) {
    if (part < '*final') dropEnd(key, '*final-');
    dropEnd(key, zero);
  }
  key.push(part);
}

function dropEnd(key: string[], part: string): void {
  while (key.at(-1) === part) key.pop();
}
