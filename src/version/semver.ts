import {
  compareLists,
  compareNumerals,
  compareText,
  endOfDigits,
  isDigitAt,
  isNumeral,
} from './order.ts';

interface SemanticVersion {
  readonly numbers: readonly string[];
  /** Text between the numbers and `+`, without the hyphen; empty for a release. */
  readonly prerelease: string;
  readonly build: string;
}

/**
 * Compares by Semantic Versioning 2.0.0 section 11, as npm, crates and Go use it: numbers of any length and any count
 * (missing ones are 0), `v` before them, pre-releases before the release; build metadata (`+incompatible`) does not count.
 * Go's pseudo-versions are pre-releases of the version they follow and need no rule of their own.
 */
export function compareSemver(a: string, b: string): number {
  return compareParsed(parseSemver(a), parseSemver(b));
}

/** Compares two NuGet versions: as Semantic Versioning, with a fourth number and labels that ignore case. */
export function compareNuget(a: string, b: string): number {
  return compareSemver(a.toLowerCase(), b.toLowerCase());
}

/** Compares two Dart versions (pub_semver): as Semantic Versioning, but build metadata counts, and none is lowest. */
export function comparePub(a: string, b: string): number {
  const x = parseSemver(a);
  const y = parseSemver(b);
  return compareParsed(x, y) || compareBuilds(x.build, y.build);
}

/** Whether `text` starts with a number and goes on as a semantic version may, missing numbers allowed. */
export function isSemver(text: string): boolean {
  const { numbers, prerelease } = parseSemver(text);
  return numbers.length > 0 && !prerelease.startsWith('.') && /^[A-Za-z0-9.+-]+$/.test(text);
}

function parseSemver(text: string): SemanticVersion {
  const numbers: string[] = [];
  let at = text.startsWith('v') || text.startsWith('V') ? 1 : 0;
  while (isDigitAt(text, at)) {
    const end = endOfDigits(text, at);
    numbers.push(text.slice(at, end));
    at = end;
    if (text[end] !== '.' || !isDigitAt(text, end + 1)) break;
    at = end + 1;
  }
  const plus = text.indexOf('+', at);
  const start = text[at] === '-' ? at + 1 : at;
  return {
    numbers,
    prerelease: text.slice(start, plus < 0 ? undefined : plus),
    build: plus < 0 ? '' : text.slice(plus + 1),
  };
}

function compareParsed(a: SemanticVersion, b: SemanticVersion): number {
  return (
    compareLists(a.numbers, b.numbers, compareNumerals, '') ||
    Number(a.prerelease === '') - Number(b.prerelease === '') ||
    compareIdentifiers(a.prerelease, b.prerelease)
  );
}

function compareBuilds(a: string, b: string): number {
  return Number(a !== '') - Number(b !== '') || compareIdentifiers(a, b);
}

/** Dot-separated identifiers: numbers before words, a longer list after its own beginning. */
function compareIdentifiers(a: string, b: string): number {
  if (a === b) return 0;
  const x = a.split('.');
  const y = b.split('.');
  const shared = Math.min(x.length, y.length);
  for (let index = 0; index < shared; index += 1) {
    const order = compareIdentifier(x[index] ?? '', y[index] ?? '');
    if (order !== 0) return order;
  }
  return x.length - y.length;
}

function compareIdentifier(a: string, b: string): number {
  const numbers = Number(isNumeral(b)) - Number(isNumeral(a));
  if (numbers !== 0) return numbers;
  return isNumeral(a) ? compareNumerals(a, b) : compareText(a, b);
}
