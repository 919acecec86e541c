const slots = 8192;
const maxWords = 16;

/**
 * Strings by their bytes: paths and names come again and again, and making a string costs more than comparing sixteen
 * words. Each slot holds the last string that fell into it, so that nothing grows.
 */
export class StringCache {
  readonly #bytes: Buffer;
  readonly #words: Uint32Array;
  readonly #keys = new Uint32Array(slots * maxWords);
  readonly #lengths = new Int32Array(slots).fill(-1);
  readonly #strings = Array.from({ length: slots }, () => '');

  /** `bytes` and `words` are views of one block. */
  constructor(bytes: Buffer, words: Uint32Array) {
    this.#bytes = bytes;
    this.#words = words;
  }

  at(at: number, length: number): string {
    if (length === 0) return '';
    if ((at & 3) !== 0 || length > maxWords * 4)
      return this.#bytes.toString('latin1', at, at + length);
    return this.#cached(at, length);
  }

  #cached(at: number, length: number): string {
    const words = this.#words;
    const first = at >> 2;
    const whole = length >> 2;
    const tail = this.#tail(first + whole, length & 3);
    let hash = length ^ tail;
    for (let index = 0; index < whole; index += 1)
      hash = Math.imul(hash ^ (words[first + index] ?? 0), 0x9e37_79b1) ^ (hash >>> 15);
    hash = Math.imul(hash ^ (hash >>> 13), 0x85eb_ca6b);
    const slot = (hash ^ (hash >>> 16)) & (slots - 1);
    if (this.#lengths[slot] === length && this.#equals(slot, first, whole, tail))
      return this.#strings[slot] ?? '';
    return this.#remember(slot, first, length, tail);
  }

  #equals(slot: number, first: number, whole: number, tail: number): boolean {
    const keys = this.#keys;
    const base = slot * maxWords;
    for (let index = 0; index < whole; index += 1)
      if (keys[base + index] !== this.#words[first + index]) return false;
    return whole === maxWords || keys[base + whole] === tail;
  }

  #remember(slot: number, first: number, length: number, tail: number): string {
    const text = this.#bytes.toString('latin1', first * 4, first * 4 + length);
    const base = slot * maxWords;
    const whole = length >> 2;
    for (let index = 0; index < whole; index += 1)
      this.#keys[base + index] = this.#words[first + index] ?? 0;
    if (whole < maxWords) this.#keys[base + whole] = tail;
    this.#lengths[slot] = length;
    this.#strings[slot] = text;
    return text;
  }

  /** What is left of the last word, without the bytes behind the string. */
  #tail(word: number, bytes: number): number {
    return bytes === 0 ? 0 : ((this.#words[word] ?? 0) & ((1 << (bytes * 8)) - 1)) >>> 0;
  }
}
