import { compareLists, compareNumerals, compareText } from './order.ts';

const suffixes = ['alpha', 'beta', 'pre', 'rc', '', 'p'] as const;

interface Suffix {
  readonly rank: number;
  readonly number: string;
}

const noSuffix: Suffix = { rank: suffixes.indexOf(''), number: '' };

/** `number{.number}[letter]{_suffix[number]}[-rN]` (Package Manager Specification 8, section 3.2). */
const pattern =
  /^([0-9]+(?:\.[0-9]+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|p)[0-9]*)*)(?:-r([0-9]+))?$/;

/**
 * Compares two Gentoo versions (Package Manager Specification 8, section 3.3). Text that is no version sorts before
 * every version, by code unit.
 */
export function comparePortage(a: string, b: string): number {
  const x = parse(a);
  const y = parse(b);
  if (x === undefined || y === undefined)
    return Number(x !== undefined) - Number(y !== undefined) || compareText(a, b);
  return (
    compareNumbers(x.numbers, y.numbers) ||
    compareText(x.letter, y.letter) ||
    compareLists(x.suffixes, y.suffixes, compareSuffixes, noSuffix) ||
    compareNumerals(x.revision, y.revision)
  );
}

/** Whether `text` is a version of the Package Manager Specification. */
export function isPortage(text: string): boolean {
  return parse(text) !== undefined;
}

function parse(text: string) {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  return {
    numbers: (match[1] ?? '').split('.'),
    letter: match[2] ?? '',
    suffixes: (match[3] ?? '').split('_').slice(1).map(parseSuffix),
    revision: match[4] ?? '',
  };
}

function parseSuffix(text: string): Suffix {
  const word = text.replace(/[0-9]/g, '');
  return { rank: suffixes.findIndex((suffix) => suffix === word), number: text.slice(word.length) };
}

/** The first number counts as a number; a later one that starts with 0 is a decimal fraction. More numbers are newer. */
function compareNumbers(a: readonly string[], b: readonly string[]): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const order = compareNumber(a[index] ?? '', b[index] ?? '', index > 0);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareNumber(a: string, b: string, later: boolean): number {
  const fraction = later && (a.startsWith('0') || b.startsWith('0'));
  if (!fraction) return compareNumerals(a, b);
  return compareText(withoutTrailingZeros(a), withoutTrailingZeros(b));
}

function withoutTrailingZeros(numeral: string): string {
  let end = numeral.length;
  while (numeral[end - 1] === '0') end -= 1;
  return numeral.slice(0, end);
}

function compareSuffixes(a: Suffix, b: Suffix): number {
  return a.rank - b.rank || compareNumerals(a.number, b.number);
}
