/**
 * Tokens of the condition language: each function gives the end of the longest token at `at`, or `at` when there is none.
 * One pass and no backtracking, whatever the text.
 */

/** A blank of the language: space, tab, backspace, CR, LF. */
export function skipBlank(text: string, at: number): number {
  let end = at;
  while (isBlank(text.charCodeAt(end))) end += 1;
  return end;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 9 || code === 8 || code === 13 || code === 10;
}

/** White space of POSIX: tab to CR, and the space. */
export function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 9 && code <= 13);
}

/** `[a-zA-Z][a-zA-Z0-9_]*` */
export function scanIdentifier(text: string, at: number): number {
  if (!isLetter(text.charCodeAt(at))) return at;
  let end = at + 1;
  while (isWord(text.charCodeAt(end))) end += 1;
  return end;
}

/** `identifier(.identifier)+` */
export function scanFieldName(text: string, at: number): number {
  let end = scanIdentifier(text, at);
  if (end === at) return at;
  let parts = 1;
  while (text[end] === '.') {
    const next = scanIdentifier(text, end + 1);
    if (next === end + 1) break;
    end = next;
    parts += 1;
  }
  return parts > 1 ? end : at;
}

/** The word of a value without quotes. */
export function scanBareText(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isValueEnd(text.charCodeAt(end))) end += 1;
  return end;
}

/** Whether a value without quotes ends here: blanks and `()"'=,`. */
function isValueEnd(code: number): boolean {
  return isSpace(code) || code === 0 || '()"\'=,'.includes(String.fromCharCode(code));
}

/** An argument in brackets without quotes. */
export function scanBareArgument(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isArgumentEnd(text.charCodeAt(end))) end += 1;
  return end;
}

function isArgumentEnd(code: number): boolean {
  return isSpace(code) || code === 0 || '[]"\''.includes(String.fromCharCode(code));
}

/** `0x` digits, or a decimal number with fraction and exponent (whose sign is obligatory). */
export function scanNumber(text: string, at: number): number {
  const hex = scanHex(text, at);
  return hex > at ? hex : scanDecimal(text, at);
}

function scanHex(text: string, at: number): number {
  if (text[at] !== '0' || (text[at + 1] !== 'x' && text[at + 1] !== 'X')) return at;
  let end = at + 2;
  while (isHexDigit(text.charCodeAt(end))) end += 1;
  return end > at + 2 ? end : at;
}

function scanDecimal(text: string, at: number): number {
  const start = text[at] === '+' || text[at] === '-' ? at + 1 : at;
  let end = scanDigits(text, start);
  if (end === start) return at;
  if (text[end] === '.') end = scanDigits(text, end + 1);
  const mark = text[end] === 'e' || text[end] === 'E';
  const sign = text[end + 1] === '+' || text[end + 1] === '-';
  if (!mark || !sign) return end;
  const exponent = scanDigits(text, end + 2);
  return exponent > end + 2 ? exponent : end;
}

function scanDigits(text: string, at: number): number {
  let end = at;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return end;
}

/**
 * The end of a text in quotes, behind the closing one; `at` when nothing closes it. A quote closes when the character before it
 * is no backslash, even where that backslash is itself escaped.
 */
export function scanQuoted(text: string, at: number): number {
  const quote = text[at];
  if (quote !== '"' && quote !== "'") return at;
  for (let end = at + 1; end < text.length && text[end] !== '\0'; end += 1)
    if (text[end] === quote && text[end - 1] !== '\\') return end + 1;
  return at;
}

export function isHexDigit(code: number): boolean {
  const lower = code | 0x20;
  return isDigit(code) || (lower >= 0x61 && lower <= 0x66);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** Letters, digits and `_`. */
export function isWord(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 0x5f;
}
