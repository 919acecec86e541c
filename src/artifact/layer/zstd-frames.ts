import { CaissonError } from '#kit/error.ts';

const frameMagic = 0xfd2fb528;
const maxWindowBytes = 128 * 2 ** 20;
const maxBlockBytes = 128 * 1024;

type Part = 'magic' | 'skip-size' | 'descriptor' | 'header' | 'block' | 'payload' | 'trailer';

/**
 * Finds where zstd frames end (RFC 8878, section 3.1) without decoding them: decoders of Node.js stop after the first
 * frame, and layers may hold thousands. Throws `input.malformed`, `input.unsupported` (dictionaries) and `limit.size`
 * (a window above 128 MB).
 */
export class ZstdFrames {
  readonly #what: string;
  #part: Part = 'magic';
  /** Bytes that the part still lacks. */
  #missing = 4;
  readonly #field = Buffer.alloc(20);
  #filled = 0;
  #descriptor = 0;
  #lastBlock = false;

  constructor(what: string) {
    this.#what = what;
  }

  /** Whether the input may end here. */
  get isBetweenFrames(): boolean {
    return this.#part === 'magic' && this.#filled === 0;
  }

  /** Follows the current frame from `from` on: the index behind its end, or -1 when the chunk does not hold the end. */
  endOfFrame(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length) {
      const count = Math.min(this.#missing, chunk.length - at);
      if (this.#part !== 'payload') this.#collect(chunk, at, count);
      at += count;
      this.#missing -= count;
      if (this.#missing === 0 && this.#advance()) return at;
    }
    return -1;
  }

  #collect(chunk: Uint8Array, at: number, count: number): void {
    for (let index = 0; index < count; index += 1)
      this.#field[this.#filled + index] = chunk[at + index] ?? 0;
    this.#filled += count;
  }

  #expect(part: Part, bytes: number): boolean {
    this.#part = part;
    this.#missing = bytes;
    this.#filled = 0;
    return bytes === 0 && this.#advance();
  }

  /** Takes the complete part and says what follows; true at the end of the frame. */
  #advance(): boolean {
    switch (this.#part) {
      case 'magic':
        return this.#afterMagic();
      case 'skip-size':
        this.#lastBlock = true;
        this.#descriptor = 0;
        return this.#expect('payload', this.#field.readUInt32LE(0));
      case 'descriptor':
        return this.#afterDescriptor();
      case 'header':
        this.#checkHeader();
        return this.#expect('block', 3);
      case 'block':
        return this.#afterBlockHeader();
      case 'payload':
        if (!this.#lastBlock) return this.#expect('block', 3);
        return this.#expect('trailer', (this.#descriptor & 4) === 0 ? 0 : 4);
      default:
        this.#expect('magic', 4);
        return true;
    }
  }

  #afterMagic(): boolean {
    const magic = this.#field.readUInt32LE(0);
    if (magic === frameMagic) return this.#expect('descriptor', 1);
    if ((magic & 0xfffffff0) >>> 0 === 0x184d2a50) return this.#expect('skip-size', 4);
    throw new CaissonError('input.malformed', `${this.#what} has garbage between its zstd frames`);
  }

  #afterDescriptor(): boolean {
    this.#descriptor = this.#field[0] ?? 0;
    const window = this.#isSingleSegment ? 0 : 1;
    return this.#expect('header', window + this.#dictionaryBytes + this.#contentSizeBytes);
  }

  get #isSingleSegment(): boolean {
    return (this.#descriptor & 0x20) !== 0;
  }

  get #dictionaryBytes(): number {
    return [0, 1, 2, 4][this.#descriptor & 3] ?? 0;
  }

  get #contentSizeBytes(): number {
    const flag = this.#descriptor >> 6;
    return flag === 0 ? Number(this.#isSingleSegment) : 2 ** flag;
  }

  #checkHeader(): void {
    const windowBytes = this.#isSingleSegment ? 0 : 1;
    const dictionaryAt = windowBytes;
    const sizeAt = dictionaryAt + this.#dictionaryBytes;
    if (this.#field.subarray(dictionaryAt, sizeAt).some((byte) => byte !== 0))
      throw new CaissonError('input.unsupported', `${this.#what} needs a zstd dictionary`);
    const window = this.#isSingleSegment
      ? this.#contentSize(sizeAt)
      : windowOf(this.#field[0] ?? 0);
    if (window > maxWindowBytes)
      throw new CaissonError('limit.size', `${this.#what} needs a zstd window above 128 MB`);
  }

  #contentSize(at: number): number {
    const bytes = this.#contentSizeBytes;
    if (bytes === 8) return Number(this.#field.readBigUInt64LE(at));
    return bytes === 0 ? 0 : this.#field.readUIntLE(at, bytes);
  }

  #afterBlockHeader(): boolean {
    const header = this.#field.readUIntLE(0, 3);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === 3 || size > maxBlockBytes)
      throw new CaissonError('input.malformed', `${this.#what} has an invalid zstd block`);
    this.#lastBlock = (header & 1) !== 0;
    return this.#expect('payload', type === 1 ? 1 : size);
  }
}

/** Window_Descriptor (RFC 8878, section 3.1.1.1.2). */
function windowOf(byte: number): number {
  const base = 2 ** (10 + (byte >> 3));
  return base + (base / 8) * (byte & 7);
}
