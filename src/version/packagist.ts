import { compareNumerals, isDigitAt, isLetterAt, isNumeral } from './order.ts';

/** PHP's special forms by prefix, in its order; `#` stands for a number, all other text sorts below `dev`. */
const forms: readonly (readonly [string, number])[] = [
  ['dev', 0],
  ['a', 1],
  ['b', 2],
  ['RC', 3],
  ['rc', 3],
  ['#', 4],
  ['p', 5],
];
const numberForm = 4;

/**
 * Compares two Composer versions as PHP's `version_compare` does, after dropping a leading `v`:
 * other text < dev < alpha < beta < RC < (nothing) < number < pl.
 */
export function comparePackagist(a: string, b: string): number {
  return compareParts(partsOf(a), partsOf(b));
}

/** Whether `text` is a version with a number, not the name of a branch (`dev-main`). */
export function isPackagist(text: string): boolean {
  return /^[vV]?[0-9][0-9A-Za-z.+_@~-]*$/.test(text);
}

/** Whatever is no letter, digit or `#` separates, and so does every border between a digit and something else. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let start = text.startsWith('v') || text.startsWith('V') ? 1 : 0;
  for (let at = start; at <= text.length; at += 1) {
    const separator = at === text.length || isSeparatorAt(text, at);
    const border = at > start && isDigitAt(text, at) !== isDigitAt(text, at - 1);
    if (!separator && !border) continue;
    if (at > start) parts.push(text.slice(start, at));
    start = separator ? at + 1 : at;
  }
  return parts;
}

function isSeparatorAt(text: string, index: number): boolean {
  return !isDigitAt(text, index) && !isLetterAt(text, index) && text[index] !== '#';
}

function compareParts(a: readonly string[], b: readonly string[]): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const order = comparePart(a[index], b[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** A number beats nothing; a word stands against nothing as it stands against a number. */
function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === undefined) return b !== undefined && isNumeral(b) ? -1 : numberForm - formOf(b);
  if (b === undefined) return isNumeral(a) ? 1 : formOf(a) - numberForm;
  if (isNumeral(a) && isNumeral(b)) return compareNumerals(a, b);
  return formOf(a) - formOf(b);
}

function formOf(part: string | undefined): number {
  if (part === undefined || isNumeral(part)) return numberForm;
  return forms.find(([prefix]) => part.startsWith(prefix))?.[1] ?? -1;
}
