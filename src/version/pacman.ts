import {
  compareNumerals,
  compareText,
  endOfDigits,
  endOfLetters,
  isDigitAt,
  isLetterAt,
  splitEpoch,
} from './order.ts';

/**
 * Compares two Arch Linux versions `[epoch:]version[-release]` (vercmp(8)). The release counts only when both have one,
 * so a version without it equals all of its releases.
 */
export function comparePacman(a: string, b: string): number {
  const x = split(a);
  const y = split(b);
  const order = compareParts(x.epoch, y.epoch) || compareParts(x.version, y.version);
  if (order !== 0 || x.release === undefined || y.release === undefined) return order;
  return compareParts(x.release, y.release);
}

/** Whether `text` can be compared at all: it holds a letter or digit and no blank. */
export function isPacman(text: string): boolean {
  return /[A-Za-z0-9]/.test(split(text).version) && !/\s/.test(text);
}

function split(text: string) {
  const { epoch, rest } = splitEpoch(text);
  const at = rest.lastIndexOf('-');
  if (at < 0) return { epoch: epoch === '' ? '0' : epoch, version: rest };
  return {
    epoch: epoch === '' ? '0' : epoch,
    version: rest.slice(0, at),
    release: rest.slice(at + 1),
  };
}

/** Unlike rpm, more separators make a version newer, and letters at the end make it older. */
function compareParts(a: string, b: string): number {
  if (a === b) return 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const iStart = skipSeparators(a, i);
    const jStart = skipSeparators(b, j);
    const separators = iStart - i - (jStart - j);
    i = iStart;
    j = jStart;
    if (i >= a.length || j >= b.length) break;
    if (separators !== 0) return separators;
    const order = compareRuns(a, i, b, j);
    if (order !== 0) return order;
    i = endOfRun(a, i);
    j = endOfRun(b, j);
  }
  return compareRemainders(a, i, b, j);
}

function compareRuns(a: string, i: number, b: string, j: number): number {
  const numbers = Number(isDigitAt(a, i)) - Number(isDigitAt(b, j));
  if (numbers !== 0) return numbers;
  const compare = isDigitAt(a, i) ? compareNumerals : compareText;
  return compare(a.slice(i, endOfRun(a, i)), b.slice(j, endOfRun(b, j)));
}

function compareRemainders(a: string, i: number, b: string, j: number): number {
  const aEnded = i >= a.length;
  if (aEnded && j >= b.length) return 0;
  if (aEnded) return isLetterAt(b, j) ? 1 : -1;
  return isLetterAt(a, i) ? -1 : 1;
}

function endOfRun(text: string, from: number): number {
  return isDigitAt(text, from) ? endOfDigits(text, from) : endOfLetters(text, from);
}

function skipSeparators(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isDigitAt(text, at) && !isLetterAt(text, at)) at += 1;
  return at;
}
