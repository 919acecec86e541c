import type { Span } from './expression.ts';

const runAround = 40;

/** A token stands by itself: with base64 on both sides it is a coincidence within a picture or a program. */
export function isAmidBase64(bytes: Buffer, { start, end }: Span): boolean {
  if (start < runAround || end + runAround > bytes.length) return false;
  for (let at = 1; at <= runAround; at += 1)
    if (!isBase64(bytes[start - at]) || !isBase64(bytes[end + at - 1])) return false;
  return true;
}

function isBase64(code = 0): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x2f && code <= 0x39) ||
    code === 0x2b
  );
}
