/** The alphabet of crypt(5): 64 characters in the order of their values. */
const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The value of a character of crypt(5)'s alphabet, 0 to 63; -1 for any other. */
export function valueOf(text: string, index: number): number {
  const char = text[index];
  return char === undefined ? -1 : alphabet.indexOf(char);
}

/** `count` characters of six bits each, lowest bits first, as md5-crypt, sha-crypt and yescrypt write groups of bytes. */
export function encodeLowFirst(value: number, count: number): string {
  let out = '';
  for (let at = 0; at < count; at += 1) out += alphabet[(value >>> (6 * at)) & 63] ?? '';
  return out;
}

/** Bytes in groups of three, little-endian, six bits a character, lowest first (scrypt `$7$`, yescrypt). */
export function encodeBytes(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const value = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
    out += encodeLowFirst(value, Math.min(4, bytes.length - at + 1));
  }
  return out;
}

/** The reverse of `encodeBytes`; `undefined` when the text is not what it writes. */
export function decodeBytes(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 4) {
    const count = Math.min(4, text.length - at);
    const value = lowFirst(text, at, count);
    if (value === undefined || count === 1) return undefined;
    for (let byte = 0; byte < count - 1; byte += 1) bytes.push((value >>> (8 * byte)) & 0xff);
  }
  return Uint8Array.from(bytes);
}

/** A number of `count` characters, at most five, lowest six bits first; `undefined` when one is foreign. */
export function lowFirst(text: string, from: number, count: number): number | undefined {
  let value = 0;
  for (let at = count - 1; at >= 0; at -= 1) {
    const part = valueOf(text, from + at);
    if (part < 0) return undefined;
    value = value * 64 + part;
  }
  return value;
}
