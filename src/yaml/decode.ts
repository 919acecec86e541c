import { isUtf8 } from 'node:buffer';

/** A text with what is needed to find the bytes of its characters again. */
export interface Decoded {
  readonly text: string;
  /** Bytes before the text: the byte order mark. */
  readonly skipped: number;
  /** `ascii`: one byte a unit; `utf16`: two; `utf8`: to be counted. */
  readonly width: 'ascii' | 'utf8' | 'utf16';
  /** False when bytes that are no UTF-8 were replaced by U+001A. */
  readonly valid: boolean;
}

/** Decodes by byte order mark or by the zeros of a first ASCII character (YAML 1.2.2, section 5.2). */
export function decode(source: string | Uint8Array): Decoded {
  if (typeof source === 'string') return decodeString(source);
  const utf16 = utf16Of(source);
  if (utf16 !== undefined) return utf16;
  const skipped = source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf ? 3 : 0;
  const rest = source.subarray(skipped);
  const valid = isUtf8(rest);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(valid ? rest : repaired(rest));
  return { text, skipped, valid, width: text.length === rest.length ? 'ascii' : 'utf8' };
}

function decodeString(source: string): Decoded {
  const marked = source.charCodeAt(0) === 0xfeff;
  const text = marked ? source.slice(1) : source;
  const width = Buffer.byteLength(text) === text.length ? 'ascii' : 'utf8';
  return { text, skipped: marked ? 3 : 0, width, valid: true };
}

function utf16Of(bytes: Uint8Array): Decoded | undefined {
  const label = utf16Label(bytes[0] ?? 0, bytes[1] ?? 0);
  if (bytes.length < 2 || label === undefined) return undefined;
  const skipped = (bytes[0] ?? 0) >= 0xfe ? 2 : 0;
  const text = new TextDecoder(label, { ignoreBOM: true }).decode(bytes.subarray(skipped));
  return { text, skipped, width: 'utf16', valid: true };
}

function utf16Label(first: number, second: number): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if ((first === 0) === (second === 0)) return undefined;
  return second === 0 ? 'utf-16le' : 'utf-16be';
}

/** The same number of bytes, those that are no UTF-8 as U+001A, so that all places stay true. */
function repaired(bytes: Uint8Array): Uint8Array {
  const out = Uint8Array.from(bytes);
  let at = 0;
  while (at < out.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) out[at] = 0x1a;
    at += Math.max(length, 1);
  }
  return out;
}

/** The length of the UTF-8 sequence at `at`; 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  return isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}
