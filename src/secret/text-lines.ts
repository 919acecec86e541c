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

  /** Moves on over bytes that follow what was seen; `base` is the offset of the first of `bytes`. */
  advance(bytes: Uint8Array, to: number, base: number): Place {
    let line = this.#line;
    let column = this.#column;
    for (let at = this.#offset - base; at < to - base; at += 1) {
      const byte = bytes[at] as number;
      if (byte === 10) {
        line += 1;
        column = 1;
      } else if (byte < 0x80 || byte >= 0xc0) column += byte >= 0xf0 ? 2 : 1; // the others go on with a character
    }
    this.#line = line;
    this.#column = column;
    this.#offset = Math.max(this.#offset, to);
    return { line, column };
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
