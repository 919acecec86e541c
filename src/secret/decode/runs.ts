import type { Span } from '../expression.ts';

/** Stretches of at least `length` bytes of a set. Where nothing fits only every `length`-th byte is looked at. */
export function* runsOf(
  bytes: Uint8Array,
  set: Uint8Array,
  length: number,
  span: Span,
): Iterable<Span> {
  let at = span.start;
  for (;;) {
    const run = nextRun(bytes, set, length, { start: at, end: span.end });
    if (run === undefined) return;
    yield run;
    at = run.end + 1;
  }
}

// Apart from the generator: a loop that yields is compiled to slower code.
function nextRun(bytes: Uint8Array, set: Uint8Array, length: number, span: Span): Span | undefined {
  const last = span.end;
  let at = span.start + length - 1;
  while (at < last) {
    if (set[bytes[at] as number] === 0) {
      at += length;
      continue;
    }
    const start = startOf(bytes, set, at, Math.max(span.start, at - length + 1));
    let end = at + 1;
    while (end < last && set[bytes[end] as number] === 1) end += 1;
    if (end - start >= length) return { start, end };
    at = end + length;
  }
  return undefined;
}

function startOf(bytes: Uint8Array, set: Uint8Array, at: number, least: number): number {
  let start = at;
  while (start > least && set[bytes[start - 1] as number] === 1) start -= 1;
  return start;
}
