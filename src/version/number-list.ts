import { compareNumerals, compareText, isNumeral } from './order.ts';

/**
 * Compares two CRAN versions (R `package_version`): numbers between `.` or `-`, which mean the same; a longer list
 * sorts after its own beginning.
 */
export function compareCran(a: string, b: string): number {
  return compareNumberLists(a.replaceAll('-', '.'), b.replaceAll('-', '.'));
}

/** Compares two Hackage versions (Haskell PVP): numbers between dots, `1.0` before `1.0.0`. */
export function compareHackage(a: string, b: string): number {
  return compareNumberLists(a, b);
}

/** Whether `text` is numbers between dots or hyphens. */
export function isCran(text: string): boolean {
  return text.split(/[.-]/).every(isNumeral);
}

/** Whether `text` is numbers between dots. */
export function isHackage(text: string): boolean {
  return text.split('.').every(isNumeral);
}

/** What is no number sorts as text before all numbers, so that the order stays total. */
function compareNumberLists(a: string, b: string): number {
  const x = a.split('.');
  const y = b.split('.');
  const shared = Math.min(x.length, y.length);
  for (let index = 0; index < shared; index += 1) {
    const order = compareItems(x[index] ?? '', y[index] ?? '');
    if (order !== 0) return order;
  }
  return x.length - y.length;
}

function compareItems(a: string, b: string): number {
  const numbers = Number(isNumeral(a)) - Number(isNumeral(b));
  if (numbers !== 0) return numbers;
  return isNumeral(a) ? compareNumerals(a, b) : compareText(a, b);
}
