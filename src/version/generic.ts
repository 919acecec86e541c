import {
  compareLists,
  compareNumerals,
  compareText,
  endOfDigits,
  endOfLetters,
  isDigitAt,
  isLetterAt,
} from './order.ts';

/** What follows the numbers of a version: a phase before the release, a letter or patch after it. */
interface Qualifier {
  readonly rank: number;
  readonly letters: string;
  readonly number: string;
}

interface GenericVersion {
  readonly numbers: readonly string[];
  readonly qualifiers: readonly Qualifier[];
}

/** Words by their place before (negative) or after the release; other words are names of builds and do not count. */
const ranks: ReadonlyMap<string, number> = new Map([
  ['dev', -6],
  ['snapshot', -6],
  ['nightly', -6],
  ['ea', -6],
  ['alpha', -5],
  ['beta', -4],
  ['m', -3],
  ['milestone', -3],
  ['pre', -2],
  ['preview', -2],
  ['prerelease', -2],
  ['canary', -2],
  ['c', -1],
  ['cr', -1],
  ['rc', -1],
  ['patch', 2],
  ['pl', 2],
  ['p', 2],
  ['sp', 2],
  ['u', 2],
  ['update', 2],
  ['r', 2],
  ['rev', 2],
]);
const shortPhases: ReadonlyMap<string, number> = new Map([
  ['a', -5],
  ['b', -4],
]);
const letterRank = 1;
const patchRank = 2;
const none: Qualifier = { rank: 0, letters: '', number: '' };

/**
 * Compares versions of programs that follow no published scheme: numbers between dots (missing ones are 0), then phases before
 * the release (`-rc1`, `beta2`), letters after it (OpenSSL's `1.0.2k`, `0.9.8zg`) and patches (`p1`, `-2`). A `v` or `go`
 * before, what follows `+`, and other words (`-alpine`, `-ce`) do not count.
 */
export function compareGeneric(a: string, b: string): number {
  const x = parseGeneric(a);
  const y = parseGeneric(b);
  return (
    compareLists(x.numbers, y.numbers, compareNumerals, '') ||
    compareLists(x.qualifiers, y.qualifiers, compareQualifiers, none)
  );
}

/** Whether `text` begins with a number, and has nothing in it that no version has. */
export function isGeneric(text: string): boolean {
  return /^(?:[vVrR]|go)?[0-9][A-Za-z0-9._+~:-]*$/.test(text);
}

function parseGeneric(text: string): GenericVersion {
  const lower = text.toLowerCase();
  const plus = lower.indexOf('+');
  const end = plus < 0 ? lower.length : plus;
  const numbers: string[] = [];
  let at = startOf(lower);
  while (at < end && isDigitAt(lower, at)) {
    const next = endOfDigits(lower, at);
    numbers.push(lower.slice(at, next));
    at = next;
    if (lower[next] !== '.' || !isDigitAt(lower, next + 1)) break;
    at = next + 1;
  }
  return { numbers, qualifiers: qualifiersOf(lower.slice(at, end)) };
}

function startOf(text: string): number {
  if (text.startsWith('go')) return 2;
  return text.startsWith('v') || text.startsWith('r') ? 1 : 0;
}

function qualifiersOf(text: string): readonly Qualifier[] {
  const qualifiers: Qualifier[] = [];
  let at = 0;
  while (at < text.length) {
    const letters = text.slice(at, endOfLetters(text, at));
    const from = afterSeparator(text, at + letters.length, letters);
    const number = text.slice(from, endOfDigits(text, from));
    const qualifier = qualifierOf(letters, number, isAttached(text, at));
    if (qualifier !== undefined) qualifiers.push(qualifier);
    at = from + number.length;
    while (at < text.length && !isDigitAt(text, at) && !isLetterAt(text, at)) at += 1;
  }
  return qualifiers;
}

/** `rc.1`, `update_392` and `rc-1` are one qualifier each. */
function afterSeparator(text: string, end: number, letters: string): number {
  return ranks.has(letters) && /^[._-]$/.test(text[end] ?? '') && isDigitAt(text, end + 1)
    ? end + 1
    : end;
}

/** Whether the word follows the numbers without anything between. */
function isAttached(text: string, at: number): boolean {
  return at === 0 && isLetterAt(text, 0);
}

/** A letter right behind the numbers counts after the release; `a1` and `b2` are alpha and beta. */
function qualifierOf(letters: string, number: string, attached: boolean): Qualifier | undefined {
  if (letters === '') return number === '' ? undefined : { rank: patchRank, letters, number };
  if (number === '' && attached && isLetter(letters)) return { rank: letterRank, letters, number };
  const rank = (number === '' ? undefined : shortPhases.get(letters)) ?? ranks.get(letters);
  return rank === undefined ? undefined : { rank, letters: '', number };
}

function isLetter(letters: string): boolean {
  return letters.length === 1 || (letters.length === 2 && !ranks.has(letters));
}

function compareQualifiers(a: Qualifier, b: Qualifier): number {
  return (
    a.rank - b.rank ||
    a.letters.length - b.letters.length ||
    compareText(a.letters, b.letters) ||
    compareNumerals(a.number, b.number)
  );
}
