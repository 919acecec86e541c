import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';

const windowBytes = 65_536;

/** Reads numbers and texts of a large file in order, a window at a time. Throws `input.malformed` beyond the end. */
export class RangeReader {
  at = 0;
  readonly #file: FileView;
  #window = Buffer.alloc(0);
  #start = 0;
  #unread: number;

  /** `budgetBytes`: how much may be read in all; above it `limit.size` is thrown. */
  constructor(file: FileView, budgetBytes: number) {
    this.#file = file;
    this.#unread = budgetBytes;
  }

  get isAtEnd(): boolean {
    return this.at >= this.#file.size;
  }

  /** The next bytes, valid until the next call. */
  bytes(length: number): Buffer {
    const from = this.at - this.#start;
    if (from < 0 || from + length > this.#window.length) this.#fill(length);
    const start = this.at - this.#start;
    this.at += length;
    return this.#window.subarray(start, start + length);
  }

  skip(length: number): void {
    if (length < 0 || this.at + length > this.#file.size) throw endsEarly();
    this.at += length;
  }

  u32(): number {
    return this.bytes(4).readUInt32LE(0);
  }

  /** An unsigned number of eight bytes that counts or measures; what exceeds the file cannot be. */
  count(): number {
    const value = this.bytes(8).readBigUInt64LE(0);
    if (value > BigInt(this.#file.size)) throw endsEarly();
    return Number(value);
  }

  #fill(length: number): void {
    if (length > this.#file.size - this.at) throw endsEarly();
    const wanted = Math.min(Math.max(length, windowBytes), this.#file.size - this.at);
    this.#unread -= wanted;
    if (this.#unread < 0)
      throw new CaissonError('limit.size', 'the metadata of the model is too large');
    this.#window = Buffer.from(this.#file.read(this.at, wanted));
    this.#start = this.at;
    if (this.#window.length < length) throw endsEarly();
  }
}

function endsEarly(): CaissonError {
  return new CaissonError('input.malformed', 'the model file ends early');
}
