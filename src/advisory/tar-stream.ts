import { CaissonError } from '#kit/error.ts';

/** A plain file of a tar archive. */
export interface TarFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Bounds on an archive: number of entries, and bytes of one file that is wanted. */
export interface TarLimits {
  readonly maxEntries: number;
  readonly maxFileBytes: number;
}

interface Header {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

const block = 512;
const maxNameBytes = 64 * 2 ** 10;

/**
 * The plain files of a tar stream (POSIX pax, ustar, GNU long names) that `isWanted`, one at a time: what is not wanted is
 * passed over without being held. Throws `input.malformed` and `limit.*`.
 */
export async function* readTar(
  chunks: AsyncIterable<Uint8Array>,
  isWanted: (name: string) => boolean,
  limits: TarLimits,
): AsyncIterable<TarFile> {
  const input = new ChunkReader(chunks);
  let count = 0;
  let long: Partial<Header> = {};
  for (;;) {
    const head = await input.take(block);
    if (head.every((byte) => byte === 0)) return; // the end of the stream is as good as the mark
    const header = { ...parseHeader(head), ...long };
    count += 1;
    if (count > limits.maxEntries)
      throw new CaissonError('limit.entries', 'the tar archive has too many entries');
    if (isExtension(header.type)) {
      long = { ...long, ...extensionOf(header.type, await takeFile(input, header, maxNameBytes)) };
      continue;
    }
    long = {};
    if (isPlain(header.type) && isWanted(header.name))
      yield { name: header.name, bytes: await takeFile(input, header, limits.maxFileBytes) };
    else await input.skip(padded(header.size));
  }
}

/** Gives exact numbers of bytes of a stream that comes in pieces. */
class ChunkReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** So many bytes; none at the end of the stream. Throws `input.malformed` when it ends in between. */
  async take(size: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let left = size;
    while (left > 0) {
      if (this.#rest.length === 0 && !(await this.#fill())) break;
      const part = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(part.length);
      left -= part.length;
      parts.push(part);
    }
    if (left > 0 && left < size) throw malformed('it ends early');
    return parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts);
  }

  async skip(size: number): Promise<void> {
    let left = size;
    while (left > 0) {
      if (this.#rest.length === 0 && !(await this.#fill())) throw malformed('it ends early');
      const count = Math.min(left, this.#rest.length);
      this.#rest = this.#rest.subarray(count);
      left -= count;
    }
  }

  async #fill(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done === true) return false;
    const { buffer, byteOffset, byteLength } = next.value;
    this.#rest = Buffer.from(buffer, byteOffset, byteLength);
    return true;
  }
}

async function takeFile(input: ChunkReader, { size }: Header, maxBytes: number): Promise<Buffer> {
  if (size > maxBytes)
    throw new CaissonError('limit.size', 'a file of the tar archive is too large');
  const bytes = await input.take(padded(size));
  if (bytes.length < size) throw malformed('it ends early');
  return bytes.subarray(0, size);
}

function padded(size: number): number {
  return Math.ceil(size / block) * block;
}

function parseHeader(head: Buffer): Header {
  let sum = 0;
  for (let at = 0; at < block; at += 1) sum += at >= 148 && at < 156 ? 0x20 : (head[at] ?? 0);
  if (sum !== octal(head.subarray(148, 156))) throw malformed('a header is damaged');
  const isUstar = head.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isUstar ? text(head.subarray(345, 500)) : '';
  const name = text(head.subarray(0, 100));
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size: sizeOf(head.subarray(124, 136)),
    type: String.fromCharCode(head[156] ?? 0),
  };
}

/** Octal digits, or with the highest bit set a number of base 256 (GNU). */
function sizeOf(field: Buffer): number {
  if (((field[0] ?? 0) & 0x80) === 0) return octal(field);
  const size = Number(field.readBigUInt64BE(4));
  if (!Number.isSafeInteger(size)) throw malformed('a size is out of range');
  return size;
}

function octal(field: Buffer): number {
  const digits = field.toString('latin1').replaceAll('\0', ' ').trim();
  if (!/^[0-7]{0,12}$/.test(digits)) throw malformed('a number is not octal');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function text(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}

function isPlain(type: string): boolean {
  return type === '0' || type === '\0' || type === '7';
}

/** Extended headers: `x` and `L` speak of the next entry; `g` and `K` say nothing that matters here. */
function isExtension(type: string): boolean {
  return type === 'x' || type === 'g' || type === 'L' || type === 'K';
}

function extensionOf(type: string, bytes: Buffer): Partial<Header> {
  if (type === 'L') return { name: text(bytes) };
  return type === 'x' ? paxOf(bytes) : {};
}

/** Records `length key=value\n` (POSIX pax). */
function paxOf(bytes: Buffer): Partial<Header> {
  const found: { name?: string; size?: number } = {};
  let at = 0;
  while (at < bytes.length) {
    const blank = bytes.indexOf(0x20, at);
    const length = blank < 0 ? 0 : Number(bytes.toString('latin1', at, Math.min(blank, at + 10)));
    if (!(length > blank - at) || at + length > bytes.length)
      throw malformed('an extended header is damaged');
    const record = bytes.toString('utf8', blank + 1, at + length - 1);
    if (record.startsWith('path=')) found.name = record.slice(5);
    const size = /^size=(\d{1,15})$/.exec(record)?.[1];
    if (size !== undefined) found.size = Number(size);
    at += length;
  }
  return found;
}

function malformed(detail: string): CaissonError {
  return new CaissonError('input.malformed', `not a readable tar archive: ${detail}`);
}
