import {
  compareNumerals,
  compareText,
  endOfDigits,
  endOfLetters,
  isDigitAt,
  isLetterAt,
  splitEpoch,
} from './order.ts';

/** What can stand at a place of a version, in rpm's order. */
const ranks = { tilde: 0, end: 1, caret: 2, letters: 3, digits: 4 } as const;

/**
 * Compares two rpm versions `[epoch:]version[-release]` (rpm-version(7)): a missing epoch is 0, a missing release sorts
 * before every release.
 */
export function compareRpm(a: string, b: string): number {
  const x = split(a);
  const y = split(b);
  return (
    compareNumerals(x.epoch, y.epoch) ||
    compareRpmPart(x.version, y.version) ||
    compareReleases(x.release, y.release)
  );
}

/** Compares one part (version or release) as rpmvercmp does: runs of letters or digits; all else only separates. */
function compareRpmPart(a: string, b: string): number {
  let i = skipSeparators(a, 0);
  let j = skipSeparators(b, 0);
  for (;;) {
    const rank = rankAt(a, i);
    const order = rank - rankAt(b, j);
    if (order !== 0) return order;
    if (rank === ranks.end) return 0;
    const iEnd = endOfRun(a, i);
    const jEnd = endOfRun(b, j);
    const compare = rank === ranks.digits ? compareNumerals : compareText;
    const runs = compare(a.slice(i, iEnd), b.slice(j, jEnd));
    if (runs !== 0) return runs;
    i = skipSeparators(a, iEnd);
    j = skipSeparators(b, jEnd);
  }
}

/** Whether `text` can be compared at all: it holds a letter or digit and no blank. */
export function isRpm(text: string): boolean {
  return /[A-Za-z0-9]/.test(split(text).version) && !/\s/.test(text);
}

function split(text: string) {
  const { epoch, rest } = splitEpoch(text);
  const at = rest.lastIndexOf('-');
  if (at < 0) return { epoch, version: rest };
  return { epoch, version: rest.slice(0, at), release: rest.slice(at + 1) };
}

function compareReleases(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return compareRpmPart(a, b);
}

function rankAt(text: string, index: number): number {
  if (index >= text.length) return ranks.end;
  if (text[index] === '~') return ranks.tilde;
  if (text[index] === '^') return ranks.caret;
  return isDigitAt(text, index) ? ranks.digits : ranks.letters;
}

function endOfRun(text: string, from: number): number {
  if (isDigitAt(text, from)) return endOfDigits(text, from);
  return isLetterAt(text, from) ? endOfLetters(text, from) : from + 1;
}

function skipSeparators(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isMeaningfulAt(text, at)) at += 1;
  return at;
}

function isMeaningfulAt(text: string, index: number): boolean {
  return (
    isDigitAt(text, index) || isLetterAt(text, index) || text[index] === '~' || text[index] === '^'
  );
}
