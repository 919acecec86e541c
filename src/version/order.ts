/**
 * What all version schemes share: runs of ASCII digits and letters, and numbers of any length compared as text, because
 * versions are hostile input: a number of 100,000 digits must neither lose precision nor take quadratic time.
 */

/** Negative, zero or positive like `Array.prototype.sort` wants. */
export type Comparator = (a: string, b: string) => number;

/** Compares two runs of digits as numbers; leading zeros do not count, an empty run is zero. */
export function compareNumerals(a: string, b: string): number {
  const x = significant(a);
  const y = significant(b);
  return x.length - y.length || compareText(x, y);
}

/** Compares text by code unit, never by locale. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Compares two lists item by item; `missing` stands in for the items that the shorter one lacks. */
export function compareLists<Item>(
  a: readonly Item[],
  b: readonly Item[],
  compare: (a: Item, b: Item) => number,
  missing: Item,
): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const order = compare(a[index] ?? missing, b[index] ?? missing);
    if (order !== 0) return order;
  }
  return 0;
}

/** Whether the character at `index` is an ASCII digit; beyond the end it is not. */
export function isDigitAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0x30 && code <= 0x39;
}

/** Whether the character at `index` is an ASCII letter; beyond the end it is not. */
export function isLetterAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index) | 0x20;
  return code >= 0x61 && code <= 0x7a;
}

/** The index after the run of digits that starts at `from`. */
export function endOfDigits(text: string, from: number): number {
  let end = from;
  while (isDigitAt(text, end)) end += 1;
  return end;
}

/** The index after the run of letters that starts at `from`. */
export function endOfLetters(text: string, from: number): number {
  let end = from;
  while (isLetterAt(text, end)) end += 1;
  return end;
}

/** Whether `text` is a run of at least one ASCII digit. */
export function isNumeral(text: string): boolean {
  return text !== '' && endOfDigits(text, 0) === text.length;
}

/**
 * Splits off an epoch: the digits before the first colon. `0` when there is none or it is empty; a colon after anything
 * but digits belongs to the version.
 */
export function splitEpoch(text: string): { readonly epoch: string; readonly rest: string } {
  const end = endOfDigits(text, 0);
  if (text[end] !== ':') return { epoch: '0', rest: text };
  return { epoch: text.slice(0, end), rest: text.slice(end + 1) };
}

function significant(numeral: string): string {
  let start = 0;
  while (numeral.charCodeAt(start) === 0x30) start += 1;
  return start === 0 ? numeral : numeral.slice(start);
}
