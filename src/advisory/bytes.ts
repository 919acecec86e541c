import { CaissonError } from '#kit/error.ts';

/** Grows a byte sequence: unsigned LEB128 varints and length-prefixed UTF-8, the only two shapes our blobs are made of. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(256);
  #length = 0;

  /** An unsigned integer below 2^53. */
  varint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new CaissonError('internal.bug', `${value} cannot be written as a varint`);
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Text as UTF-8 behind its length in bytes. */
  text(value: string): void {
    const size = Buffer.byteLength(value);
    this.varint(size);
    this.#reserve(size);
    this.#length += this.#bytes.write(value, this.#length);
  }

  /** Bytes behind their length. */
  bytes(value: Uint8Array): void {
    this.varint(value.length);
    this.raw(value);
  }

  /** Bytes as they are. */
  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** A list behind its length. */
  list<Item>(items: readonly Item[], write: (item: Item) => void): void {
    this.varint(items.length);
    for (const item of items) write(item);
  }

  /** The bytes written so far, as a copy. */
  finish(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + size));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

/** Reads what `ByteWriter` wrote. Every read is checked: a damaged blob throws `input.malformed`, never more. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  varint(): number {
    const first = this.#bytes[this.#at];
    if (first !== undefined && first < 0x80) {
      this.#at += 1;
      return first;
    }
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 8; count += 1) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw damaged();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (Number.isSafeInteger(value)) return value;
        throw damaged();
      }
      scale *= 0x80;
    }
    throw damaged();
  }

  text(): string {
    const size = this.varint();
    if (size > this.#bytes.length - this.#at) throw damaged();
    this.#at += size;
    return this.#bytes.toString('utf8', this.#at - size, this.#at);
  }

  /** What `ByteWriter.bytes` wrote, as a view. */
  bytes(): Buffer {
    const size = this.varint();
    if (size > this.#bytes.length - this.#at) throw damaged();
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }

  /** Offset of what is read next. */
  get position(): number {
    return this.#at;
  }

  /** An item takes at least one byte, so a count beyond what is left is damage and costs nothing. */
  list<Item>(read: (input: ByteReader) => Item): Item[] {
    const count = this.varint();
    if (count === 0) return [];
    if (count > this.#bytes.length - this.#at) throw damaged();
    const items: Item[] = [];
    for (let index = 0; index < count; index += 1) items.push(read(this));
    return items;
  }
}

/** The error for stored facts that cannot be decoded. */
export function damaged(): CaissonError {
  return new CaissonError('input.malformed', 'stored advisory facts are damaged');
}
