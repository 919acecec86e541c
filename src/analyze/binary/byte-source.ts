import { CaissonError } from '#kit/error.ts';

const pieceBytes = 2 ** 20;

/** Something that can be read by range without holding all of it: a file, a part of one, a buffer. */
export interface ByteSource {
  readonly size: number;
  /** Up to `length` bytes from `offset`; shorter at the end. Valid only until the next call. */
  read(offset: number, length: number): Uint8Array;
}

/** Bytes in memory as a source. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, Math.max(offset, offset + length)),
  };
}

/** The part of `source` from `offset` on. It may be asked for any range: what lies outside is not there. */
export function partOf(source: ByteSource, offset: number, size: number): ByteSource {
  const length = Math.max(0, Math.min(size, source.size - offset));
  return {
    size: length,
    read: (at, wanted) =>
      at < 0 || at >= length
        ? new Uint8Array(0)
        : source.read(offset + at, Math.max(0, Math.min(wanted, length - at))),
  };
}

/**
 * A copy of exactly `length` bytes, read in pieces of a megabyte. Throws `input.malformed` when the source ends before; `what`
 * names the structure.
 */
export function readExactly(
  source: ByteSource,
  offset: number,
  length: number,
  what: string,
): Buffer {
  if (!isRange(source, offset, length))
    throw new CaissonError('input.malformed', `the ${what} lies outside the file`);
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const piece = source.read(offset + at, Math.min(pieceBytes, length - at));
    if (piece.length === 0)
      throw new CaissonError('input.malformed', `the file ends inside the ${what}`);
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Whether the range is one of whole numbers and lies inside the source. */
export function isRange(source: ByteSource, offset: number, length: number): boolean {
  return (
    Number.isSafeInteger(offset) &&
    Number.isSafeInteger(length) &&
    offset >= 0 &&
    length >= 0 &&
    offset + length <= source.size
  );
}
