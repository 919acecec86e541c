import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';

/** Yields the raw header of every package in a database. Throws `input.*` and `limit.*`. */
export type BlobReader = (file: FileView) => Iterable<Uint8Array>;

/** Reads a database file by range; all offsets and lengths come from the file and are not to be trusted. */
export class DatabaseFile {
  readonly size: number;
  readonly #file: FileView;
  #unread: number;

  constructor(file: FileView) {
    this.size = file.size;
    this.#file = file;
    this.#unread = file.size;
  }

  /** Exactly these bytes, valid until the next call. Throws `input.malformed` when the file ends before. */
  read(offset: number, length: number): Buffer {
    const bytes = offset + length <= this.size ? this.#file.read(offset, length) : undefined;
    if (bytes === undefined || bytes.length !== length)
      throw new CaissonError('input.malformed', 'the rpm database ends early');
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * Room for a record of `length` bytes. All records of a database together are smaller than the file; entries that point
   * to the same data again and again, or beyond the end, are not. Throws `input.malformed`.
   */
  allocate(length: number): Buffer {
    this.#unread -= length;
    if (this.#unread < 0)
      throw new CaissonError('input.malformed', 'the records of the rpm database exceed its size');
    return Buffer.alloc(length);
  }
}
