import { CaissonError } from '#kit/error.ts';

/** Reads little-endian numbers and byte strings one behind the other, never beyond its end. Throws `input.malformed`. */
export class Cursor {
  readonly #bytes: Buffer;
  readonly #end: number;
  at: number;

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.at = at;
    this.#end = Math.min(end, bytes.length);
  }

  get left(): number {
    return this.#end - this.at;
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#take(1));
  }

  u16(): number {
    return this.#bytes.readUInt16LE(this.#take(2));
  }

  u32(): number {
    return this.#bytes.readUInt32LE(this.#take(4));
  }

  /** A number: what is above 2^53 loses its last digits. */
  u64(): number {
    const at = this.#take(8);
    return this.#bytes.readUInt32LE(at) + this.#bytes.readUInt32LE(at + 4) * 2 ** 32;
  }

  i64(): number {
    const at = this.#take(8);
    return this.#bytes.readUInt32LE(at) + this.#bytes.readInt32LE(at + 4) * 2 ** 32;
  }

  big(): bigint {
    return this.#bytes.readBigUInt64LE(this.#take(8));
  }

  /** A byte string. */
  text(length: number): string {
    const at = this.#take(length);
    return this.#bytes.toString('latin1', at, at + length);
  }

  /** A byte string behind its length of two bytes, up to its first NUL. */
  name(): string {
    const text = this.text(this.u16());
    const end = text.indexOf('\0');
    return end < 0 ? text : text.slice(0, end);
  }

  bytes(length: number): Buffer {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  skip(length: number): void {
    this.#take(length);
  }

  #take(length: number): number {
    const at = this.at;
    if (length > this.#end - at)
      throw new CaissonError(
        'input.malformed',
        'the capture has a block that is shorter than it says',
      );
    this.at = at + length;
    return at;
  }
}
