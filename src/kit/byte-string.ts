/**
 * Byte strings hold one byte a character (U+0000–U+00FF), so that names from a kernel, which may be any bytes, compare, sort
 * and cut exactly. They are text only for people and for JSON.
 */

const asciiOnly = /^[^\u0080-\u{10ffff}]*$/u;

/** UTF-8 bytes of `text` as a byte string. */
export function bytesOfText(text: string): string {
  return asciiOnly.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** Text of a byte string; what is not UTF-8 becomes U+FFFD. */
export function textOfBytes(bytes: string): string {
  return asciiOnly.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}
