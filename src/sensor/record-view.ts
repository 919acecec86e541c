import { StringCache } from './string-cache.ts';

const high = 2 ** 32;

/**
 * The bytes that records are read from: one aligned block, so that members are read as whole words. Offsets are in bytes and
 * must be those of members of the wire format within a record whose length was checked.
 */
export class RecordView {
  readonly bytes: Buffer;
  readonly #u16: Uint16Array;
  readonly #u32: Uint32Array;
  readonly #i32: Int32Array;
  readonly #strings: StringCache;

  constructor(sizeBytes: number) {
    const block = new ArrayBuffer(sizeBytes);
    this.bytes = Buffer.from(block);
    this.#u16 = new Uint16Array(block);
    this.#u32 = new Uint32Array(block);
    this.#i32 = new Int32Array(block);
    this.#strings = new StringCache(this.bytes, this.#u32);
  }

  u16(at: number): number {
    return this.#u16[at >> 1] ?? 0;
  }

  u32(at: number): number {
    return this.#u32[at >> 2] ?? 0;
  }

  i32(at: number): number {
    return this.#i32[at >> 2] ?? 0;
  }

  /** Exact below 2^53; times since boot are for 104 days, then to 2 ns. */
  u64(at: number): number {
    return (this.#u32[(at >> 2) + 1] ?? 0) * high + (this.#u32[at >> 2] ?? 0);
  }

  i64(at: number): number {
    return (this.#i32[(at >> 2) + 1] ?? 0) * high + (this.#u32[at >> 2] ?? 0);
  }

  /** Exact, for ids. */
  decimal(at: number): string {
    const upper = this.u32(at + 4);
    return upper < 0x1f_ffff ? String(upper * high + this.u32(at)) : this.#wide(at);
  }

  /** A byte string. Those that come often are made once. */
  text(at: number, length: number): string {
    return this.#strings.at(at, length);
  }

  /** A byte string up to its first NUL. */
  name(at: number, length: number): string {
    let end = at;
    while (end < at + length && this.bytes[end] !== 0) end += 1;
    return this.#strings.at(at, end - at);
  }

  /** Whether two ranges hold the same bytes. */
  same(a: number, b: number, length: number): boolean {
    for (let index = 0; index < length; index += 1)
      if (this.bytes[a + index] !== this.bytes[b + index]) return false;
    return true;
  }

  #wide(at: number): string {
    return (BigInt(this.u32(at + 4)) * BigInt(high) + BigInt(this.u32(at))).toString();
  }
}
