import type { Span } from '../expression.ts';

/** Stretches of at least `length` bytes of a set. Where nothing fits only every `length`-th byte is looked at. */
export function* runsOf(
  bytes: Uint8Array,
  set: Uint8Array,
  length: number,
  span: Span,
): Iterable<Span> {
  let at = span.start + length - 1;
  while (at < span.end) {
    if (set[bytes[at] as number] === 0) {
      at += length;
      continue;
    }
    const start = startOf(bytes, set, at, Math.max(span.start, at - length + 1));
    let end = at + 1;
    while (end < span.end && set[bytes[end] as number] === 1) end += 1;
    if (end - start >= length) yield { start, end };
    at = end + length;
  }
}

function startOf(bytes: Uint8Array, set: Uint8Array, at: number, least: number): number {
  let start = at;
  while (start > least && set[bytes[start - 1] as number] === 1) start -= 1;
  return start;
}
