import type { Span } from '../expression.ts';
import type { Decoded } from './base.ts';

const shortestWide = 64;
const step = 32;

/** Stretches of UTF-16 text of at least 64 bytes as Latin-1; characters beyond it become `?`. Looks at few bytes where there is none. */
export function* decodeWide(bytes: Buffer, span: Span): Iterable<Decoded> {
  let at = nextZero(bytes, span.start + step, span.end - 8);
  while (at + 8 < span.end) {
    const odd = zeroAt(bytes, at);
    if (odd === undefined) {
      at = nextZero(bytes, at + step, span.end - 8);
      continue;
    }
    const stretch = widen(bytes, at, odd, span);
    if (stretch.end - stretch.start >= shortestWide)
      yield {
        ...stretch,
        bytes: narrow(bytes, stretch),
        decoder: 'utf-16',
        origin: (offset) => stretch.start + 2 * offset,
      };
    at = nextZero(bytes, Math.max(at, stretch.end) + step, span.end - 8);
  }
}

/** The first place, in steps from `from`, where one of two neighbours is NUL. */
function nextZero(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== 0 && bytes[at + 1] !== 0) at += step;
  return at;
}

/** 1 where the NULs stand on odd distances from `at` (little endian when `at` is a character), 0 on even ones. */
function zeroAt(bytes: Buffer, at: number): 0 | 1 | undefined {
  if (bytes[at + 1] === 0 && bytes[at + 3] === 0 && isText(bytes[at]) && isText(bytes[at + 2]))
    return 1;
  if (bytes[at] === 0 && bytes[at + 2] === 0 && isText(bytes[at + 1]) && isText(bytes[at + 3]))
    return 0;
  return undefined;
}

function widen(bytes: Buffer, at: number, odd: 0 | 1, span: Span): Span {
  const first = at + (1 - odd);
  let start = first;
  while (start - 2 >= span.start && bytes[start - 1] === 0 && isText(bytes[start - 2])) start -= 2;
  let end = first;
  while (end + 1 < span.end && isText(bytes[end]) && bytes[end + 1] === 0) end += 2;
  return { start, end: end > first ? end : first };
}

function narrow(bytes: Buffer, { start, end }: Span): Buffer {
  const out = Buffer.allocUnsafe((end - start) >> 1);
  for (let at = 0; at < out.length; at += 1) out[at] = bytes[start + 2 * at] as number;
  return out;
}

function isText(byte: number | undefined): boolean {
  return (
    byte !== undefined &&
    ((byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13)
  );
}
