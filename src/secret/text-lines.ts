/** Where something stands in a text. Lines and columns count from 1, columns in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Gives places of offsets, asked in rising order, in bytes that come piece by piece. */
export class LineCounter {
  #line = 1;
  #column = 1;
  #offset = 0;

  /** Moves on over bytes that follow what was seen; `utf8`: continuation bytes make no column. */
  advance(bytes: Uint8Array, to: number, base: number): Place {
    for (let at = this.#offset - base; at < to - base; at += 1) this.#step(bytes[at] as number);
    this.#offset = Math.max(this.#offset, to);
    return { line: this.#line, column: this.#column };
  }

  #step(byte: number): void {
    if (byte === 10) {
      this.#line += 1;
      this.#column = 1;
    } else if (byte < 0x80 || byte >= 0xc0) this.#column += byte >= 0xf0 ? 2 : 1;
  }
}

/** The line round a stretch of bytes, without its end, at most `most` bytes before and behind the stretch. */
export function lineAround(
  bytes: Uint8Array,
  span: { readonly start: number; readonly end: number },
  most: number,
): { readonly start: number; readonly end: number } {
  let start = span.start;
  while (start > 0 && span.start - start < most && !isBreak(bytes[start - 1])) start -= 1;
  let end = span.end;
  while (end < bytes.length && end - span.end < most && !isBreak(bytes[end])) end += 1;
  return { start, end };
}

function isBreak(byte: number | undefined): boolean {
  return byte === 10 || byte === 13;
}
