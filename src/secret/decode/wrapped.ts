import type { Span } from '../expression.ts';

const shortestLine = 40;
const deepestIndent = 40;
const lineFeed = 10;
const carriageReturn = 13;

/**
 * Where base64 that begins with the line `first` ends, when it goes on over further lines (RFC 2045 section 6.8, folded and literal
 * blocks of YAML): all lines but the last have the length of the first. Its end when it does not.
 */
export function endOfWrapped(bytes: Buffer, first: Span, set: Uint8Array, most: number): number {
  const width = first.end - first.start;
  let { end } = first;
  if (width < shortestLine || width % 4 !== 0) return end;
  while (end - first.start < most) {
    const start = nextLine(bytes, end);
    if (start === undefined) return end;
    const length = lengthOf(bytes, start, set, width + 1);
    if (length === 0 || length > width) return end;
    end = start + length;
    if (length < width) return end;
  }
  return end;
}

function lengthOf(bytes: Buffer, start: number, set: Uint8Array, most: number): number {
  let length = 0;
  while (length < most && set[bytes[start + length] ?? 0] === 1) length += 1;
  return length;
}

/** Where the text of the next line begins, behind its indentation. */
function nextLine(bytes: Buffer, end: number): number | undefined {
  let at = bytes[end] === carriageReturn ? end + 1 : end;
  if (bytes[at] !== lineFeed) return undefined;
  at += 1;
  const last = at + deepestIndent;
  while (at < last && (bytes[at] === 0x20 || bytes[at] === 0x09)) at += 1;
  return at;
}
