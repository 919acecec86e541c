import {
  compareLists,
  compareNumerals,
  compareText,
  endOfDigits,
  endOfLetters,
  isDigitAt,
} from './order.ts';

/** Suffixes in apk's order; no suffix stands between `rc` and `cvs`. */
const suffixes = ['alpha', 'beta', 'pre', 'rc', '', 'cvs', 'svn', 'git', 'hg', 'p'] as const;
const noSuffix: Suffix = { rank: suffixes.indexOf(''), number: '' };

interface Suffix {
  readonly rank: number;
  readonly number: string;
}

interface ApkVersion {
  readonly numbers: readonly string[];
  readonly letter: string;
  readonly suffixes: readonly Suffix[];
  readonly revision: string;
  /** What is left when the text is no apk version; absent when all of it was understood. */
  readonly junk?: string;
}

/**
 * Compares two apk versions `number{.number}{letter}{_suffix{number}}{~hash}{-r#}` (apk-package(5)).
 * The commit hash does not count. Text that is no version sorts after what could be read of it: before the same version
 * without junk.
 */
export function compareApk(a: string, b: string): number {
  const x = parse(a);
  const y = parse(b);
  return (
    compareNumbers(x.numbers, y.numbers) ||
    compareText(x.letter, y.letter) ||
    compareLists(x.suffixes, y.suffixes, compareSuffixes, noSuffix) ||
    compareNumerals(x.revision, y.revision) ||
    compareJunk(x.junk, y.junk)
  );
}

/** Whether apk would take `text` as a version. */
export function isApk(text: string): boolean {
  const version = parse(text);
  return version.junk === undefined && version.numbers.length > 0;
}

function parse(text: string): ApkVersion {
  const numbers = readNumbers(text);
  const letter = /[a-z]/.test(text[numbers.end] ?? '') ? (text[numbers.end] ?? '') : '';
  const read = readSuffixes(text, numbers.end + letter.length);
  const hashEnd = endOfHash(text, read.end);
  const base = { numbers: numbers.list, letter, suffixes: read.list };
  if (hashEnd === text.length) return { ...base, revision: '' };
  if (!text.startsWith('-r', hashEnd))
    return { ...base, revision: '', junk: junkOf(text.slice(numbers.digitsEnd)) };
  const end = endOfDigits(text, hashEnd + 2);
  const revision = text.slice(hashEnd + 2, end);
  return end === text.length ? { ...base, revision } : { ...base, revision, junk: '-' };
}

/** A dot may follow the last number: apk accepts `1.`; then `digitsEnd` is the place before it. */
function readNumbers(text: string) {
  const list: string[] = [];
  let digitsEnd = 0;
  let at = 0;
  while (isDigitAt(text, at)) {
    digitsEnd = endOfDigits(text, at);
    list.push(text.slice(at, digitsEnd));
    at = text[digitsEnd] === '.' ? digitsEnd + 1 : digitsEnd;
    if (at === digitsEnd) break;
  }
  return { list, digitsEnd, end: at };
}

function readSuffixes(text: string, from: number) {
  const list: Suffix[] = [];
  let at = from;
  while (text[at] === '_') {
    const wordEnd = endOfLetters(text, at + 1);
    const rank = suffixes.findIndex((word) => word !== '' && word === text.slice(at + 1, wordEnd));
    if (rank < 0) break;
    const end = endOfDigits(text, wordEnd);
    list.push({ rank, number: text.slice(wordEnd, end) });
    at = end;
  }
  return { list, end: at };
}

function endOfHash(text: string, from: number): number {
  if (text[from] !== '~') return from;
  let at = from + 1;
  while (/[0-9a-f]/.test(text[at] ?? '')) at += 1;
  return at === from + 1 ? from : at;
}

/** apk cannot tell malformed revisions apart. */
function junkOf(rest: string): string {
  return rest.startsWith('-') ? '-' : rest;
}

/** The first number counts as a number; a later one that starts with 0 compares as text, like a decimal fraction. */
function compareNumbers(a: readonly string[], b: readonly string[]): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const order = compareNumber(a[index], b[index], index > 0);
    if (order !== 0) return order;
  }
  return 0;
}

function compareNumber(a: string | undefined, b: string | undefined, later: boolean): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const asText = later && (a.startsWith('0') || b.startsWith('0'));
  return asText ? compareText(a, b) : compareNumerals(a, b);
}

function compareSuffixes(a: Suffix, b: Suffix): number {
  return a.rank - b.rank || compareNumerals(a.number, b.number);
}

function compareJunk(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return compareText(a, b);
}
