/** Numbers of one byte order out of a buffer. `word` is 4 or 8 bytes wide. Reading past the end gives 0. */
export interface Reader {
  u16(at: number): number;
  u32(at: number): number;
  word(at: number): number;
}

/** A reader over `bytes`; 64-bit values above 2^53 lose their low bits, which no offset or size inside a file can have. */
export function readerOf(bytes: Buffer, littleEndian: boolean, wide: boolean): Reader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  function has(at: number, length: number): boolean {
    return at >= 0 && at + length <= bytes.length;
  }
  function u32(at: number): number {
    return has(at, 4) ? view.getUint32(at, littleEndian) : 0;
  }
  return {
    u16: (at) => (has(at, 2) ? view.getUint16(at, littleEndian) : 0),
    u32,
    word: (at) => {
      if (!wide) return u32(at);
      return has(at, 8) ? Number(view.getBigUint64(at, littleEndian)) : 0;
    },
  };
}

/** The text from `at` to the next zero byte. */
export function textAt(bytes: Buffer, at: number): string {
  if (at >= bytes.length) return '';
  const end = bytes.indexOf(0, at);
  return bytes.toString('latin1', at, end === -1 ? Math.min(bytes.length, at + 256) : end);
}
