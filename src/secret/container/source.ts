/** Bytes that are read by range: a file, or something unpacked in memory. */
export interface ByteSource {
  readonly size: number;
  /** Up to `length` bytes; valid only until the next call. */
  read(offset: number, length: number): Uint8Array;
}

/** Something found in a container. `name` where it has one of its own, `decoder` where it is merely unpacked. */
export interface Part {
  readonly name?: string;
  readonly decoder?: string;
  readonly source: ByteSource;
}

/** Bounds on one container, all in all. `spend` throws `limit.*` when more was unpacked than is allowed. */
export interface UnpackLimits {
  readonly maxEntries: number;
  /** Largest single thing that is unpacked into memory. */
  readonly maxPartBytes: number;
  spend(bytes: number): void;
}

/** Bytes in memory as a source. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** A stretch of another source. */
export function slice(source: ByteSource, start: number, size: number): ByteSource {
  const length = Math.max(0, Math.min(size, source.size - start));
  return {
    size: length,
    read: (offset, wanted) =>
      source.read(start + offset, Math.max(0, Math.min(wanted, length - offset))),
  };
}

/** A copy of some bytes as a buffer, which stays valid. */
export function copyOf(source: ByteSource, offset: number, length: number): Buffer {
  return Buffer.from(source.read(offset, length));
}
