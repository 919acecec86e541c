import { CaissonError } from '#kit/error.ts';

const newline = 0x0a;

/** Splits lines into parts of at most `maxBytes`, never within a line. Throws `limit.size` for a line that is longer. */
export function splitLines(body: Uint8Array, maxBytes: number): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  let start = 0;
  while (body.length - start > maxBytes) {
    const end = body.lastIndexOf(newline, start + maxBytes - 1);
    if (end < start)
      throw new CaissonError('limit.size', `a line is longer than ${maxBytes} bytes`);
    parts.push(body.subarray(start, end + 1));
    start = end + 1;
  }
  if (start < body.length) parts.push(body.subarray(start));
  return parts;
}
