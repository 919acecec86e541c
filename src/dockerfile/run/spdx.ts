import parse from 'spdx-expression-parse';

/** Whether a text is a licence expression of SPDX 2.3, annex D. */
export function isSpdx(value: string): boolean {
  if (value === '' || value.length > 1000) return false;
  try {
    parse(value);
    return true;
  } catch {
    // The parser says no by throwing.
    return false;
  }
}
