import { CaissonError } from '#kit/error.ts';

/** Bits of a byte sequence, the highest of each byte first. Reading beyond the end throws `input.malformed`. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #bit = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** No whole byte is left. */
  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Up to 32 bits as an unsigned number. */
  bits(count: number): number {
    let value = 0;
    let left = count;
    while (left > 0) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw damagedBzip2('it ends early');
      const taken = Math.min(left, 8 - this.#bit);
      value = value * 2 ** taken + ((byte >> (8 - this.#bit - taken)) & ((1 << taken) - 1));
      this.#bit += taken;
      left -= taken;
      if (this.#bit === 8) {
        this.#bit = 0;
        this.#at += 1;
      }
    }
    return value;
  }

  bit(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw damagedBzip2('it ends early');
    const value = (byte >> (7 - this.#bit)) & 1;
    this.#bit += 1;
    if (this.#bit === 8) {
      this.#bit = 0;
      this.#at += 1;
    }
    return value;
  }

  /** To the next whole byte. */
  align(): void {
    if (this.#bit === 0) return;
    this.#bit = 0;
    this.#at += 1;
  }
}

/** The error for bzip2 data that cannot be read. */
export function damagedBzip2(detail: string): CaissonError {
  return new CaissonError('input.malformed', `not readable bzip2 data: ${detail}`);
}
