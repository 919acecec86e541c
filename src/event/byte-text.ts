import { isAscii } from 'node:buffer';

const firstEscape = 0xdc80;
const lastEscape = 0xdcff;
const replacement = Buffer.from('\ufffd', 'utf8');
const beyondBytes = /[\u0100-\uffff]/;

/**
 * Text for a byte string, from which `bytesOfJsonText` makes the same bytes again: a byte that is not UTF-8 becomes the
 * lone surrogate U+DC00 + byte, as PEP 383 has it. What is no byte string is left as it is.
 */
export function jsonTextOfBytes(bytes: string): string {
  if (beyondBytes.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  if (isAscii(buffer)) return bytes;
  const text = buffer.toString('utf8');
  return text.includes('\ufffd') ? escaped(buffer) : text;
}

/** The byte string of such a text. `undefined` when it has surrogates that stand for no byte. */
export function bytesOfJsonText(text: string): string | undefined {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8').toString('latin1');
  let bytes = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code >= firstEscape && code <= lastEscape) bytes += String.fromCharCode(code - 0xdc00);
    else if (code >= 0xd800 && code <= 0xdfff) return undefined;
    else bytes += Buffer.from(char, 'utf8').toString('latin1');
  }
  return bytes;
}

function escaped(bytes: Buffer): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) text += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    else text += bytes.toString('utf8', at, at + length);
    at += Math.max(1, length);
  }
  return text;
}

/** Length of the well-formed UTF-8 sequence at an offset, 0 for none (RFC 3629 section 4). */
function sequenceLength(bytes: Buffer, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  const part = bytes.subarray(at, at + length);
  if (part.length < length) return 0;
  const char = part.toString('utf8');
  return char.includes('\ufffd') && !part.equals(replacement) ? 0 : length;
}
