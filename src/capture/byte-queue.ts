/** Bytes that come in pieces and are taken in others. Each byte is copied at most once. */
export class ByteQueue {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The next bytes, which stay; `undefined` when there are not as many. */
  peek(length: number): Buffer | undefined {
    if (length > this.#length) return undefined;
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= length) return first.subarray(0, length);
    // Chunks are never empty: as many as there are bytes are enough.
    return Buffer.concat(this.#chunks.slice(0, length)).subarray(0, length);
  }

  /** The next bytes, which go; `undefined` when there are not as many. */
  take(length: number): Buffer | undefined {
    if (length > this.#length) return undefined;
    this.#length -= length;
    const parts: Buffer[] = [];
    let missing = length;
    let used = 0;
    while (missing > 0) {
      const chunk = this.#chunks[used];
      if (chunk === undefined) break;
      if (chunk.length > missing) {
        parts.push(chunk.subarray(0, missing));
        this.#chunks[used] = chunk.subarray(missing);
        break;
      }
      parts.push(chunk);
      missing -= chunk.length;
      used += 1;
    }
    this.#chunks.splice(0, used);
    return parts.length === 1 ? parts[0] : Buffer.concat(parts, length);
  }
}
