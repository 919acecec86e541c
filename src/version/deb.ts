import { compareNumerals, endOfDigits, isDigitAt, isLetterAt, splitEpoch } from './order.ts';

/**
 * Compares two Debian versions: epoch, upstream version, revision, in the order of deb-version(7).
 * `~` sorts before the end of the text, letters before all other characters; a missing revision equals `0`.
 */
export function compareDeb(a: string, b: string): number {
  const x = split(a);
  const y = split(b);
  return (
    compareNumerals(x.epoch, y.epoch) ||
    compareParts(x.upstream, y.upstream) ||
    compareParts(x.revision, y.revision)
  );
}

/** Whether dpkg would take `text` as a version; like dpkg it does not insist on a leading digit. */
export function isDeb(text: string): boolean {
  const { upstream, revision } = split(text);
  return (
    /^[A-Za-z0-9.+~:-]+$/.test(text) &&
    /[A-Za-z0-9]/.test(upstream) &&
    (revision !== '' || !text.includes('-'))
  );
}

function split(text: string) {
  const { epoch, rest } = splitEpoch(text);
  const at = rest.lastIndexOf('-');
  if (at < 0) return { epoch, upstream: rest, revision: '' };
  return { epoch, upstream: rest.slice(0, at), revision: rest.slice(at + 1) };
}

/** Alternates between text and numbers, as deb-version(7) describes it. */
function compareParts(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigitAt(a, i)) || (j < b.length && !isDigitAt(b, j))) {
      const order = weightAt(a, i) - weightAt(b, j);
      if (order !== 0) return order;
      i += 1;
      j += 1;
    }
    const iEnd = endOfDigits(a, i);
    const jEnd = endOfDigits(b, j);
    const order = compareNumerals(a.slice(i, iEnd), b.slice(j, jEnd));
    if (order !== 0) return order;
    i = iEnd;
    j = jEnd;
  }
  return 0;
}

/** Digits and the end of the text weigh the same: the text before the next number ends there. */
function weightAt(text: string, index: number): number {
  if (index >= text.length || isDigitAt(text, index)) return 0;
  if (text[index] === '~') return -1;
  return text.charCodeAt(index) + (isLetterAt(text, index) ? 0 : 0x10000);
}
