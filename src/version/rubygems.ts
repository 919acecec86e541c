import {
  compareLists,
  compareNumerals,
  compareText,
  endOfDigits,
  endOfLetters,
  isDigitAt,
  isNumeral,
} from './order.ts';

/**
 * Compares two gem versions as RubyGems does (`Gem::Version#<=>`): runs of digits and letters, a hyphen means `.pre.`,
 * letters mark a pre-release and sort before numbers, missing segments are 0.
 */
export function compareRubygems(a: string, b: string): number {
  return compareLists(segmentsOf(a), segmentsOf(b), compareSegments, '0');
}

/** Whether RubyGems would take `text` as a version (`Gem::Version.correct?`), blanks around it aside. */
export function isRubygems(text: string): boolean {
  return /^[0-9]/.test(text) && /^[0-9A-Za-z.-]+$/.test(text) && !/\.\.|\.-|[.-]$/.test(text);
}

/** RubyGems drops the zeros at the end of the version and those before its first letters: `1.0.a` equals `1.a`. */
function segmentsOf(text: string): readonly string[] {
  const segments = scan(text.replaceAll('-', '.pre.'));
  const letters = segments.findIndex((segment) => !isNumeral(segment));
  if (letters < 0) return segments;
  let zeros = letters;
  while (zeros > 0 && compareNumerals(segments[zeros - 1] ?? '', '') === 0) zeros -= 1;
  return [...segments.slice(0, zeros), ...segments.slice(letters)];
}

function scan(text: string): readonly string[] {
  const segments: string[] = [];
  let at = 0;
  while (at < text.length) {
    const end = isDigitAt(text, at) ? endOfDigits(text, at) : endOfLetters(text, at);
    if (end > at) segments.push(text.slice(at, end));
    at = Math.max(end, at + 1);
  }
  return segments;
}

function compareSegments(a: string, b: string): number {
  const numbers = Number(isNumeral(a)) - Number(isNumeral(b));
  if (numbers !== 0) return numbers;
  return isNumeral(a) ? compareNumerals(a, b) : compareText(a, b);
}
