import { CaissonError } from '#kit/error.ts';
import { blockBytes } from './tar-header.ts';

/** What is told of an archive that is read. */
export interface TarVisitor {
  /** Of each entry, in order; `type` is the flag of the header. */
  entry(name: string, size: number, type: string): void;
  /** The content of the last entry, part by part; a view that is valid only meanwhile. */
  content(bytes: Uint8Array): void;
  /** Extended attributes of the entry that follows. */
  attributes?(values: ReadonlyMap<string, string>): void;
}

const maxPax = 2 ** 20;

/** Reads a tar archive that comes in parts. Throws `input.malformed` and `limit.*`; keeps no content. */
export class TarReader {
  readonly #visitor: TarVisitor;
  readonly #maxEntries: number;
  #header = Buffer.alloc(blockBytes);
  #filled = 0;
  #content = 0;
  #skip = 0;
  #entries = 0;
  #zeros = 0;
  #pax: Buffer[] | undefined;
  #next: ReadonlyMap<string, string> = new Map();

  constructor(visitor: TarVisitor, maxEntries: number) {
    this.#visitor = visitor;
    this.#maxEntries = maxEntries;
  }

  write(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#content > 0) at += this.#takeContent(bytes.subarray(at));
      else if (this.#skip > 0) {
        const count = Math.min(this.#skip, bytes.length - at);
        this.#skip -= count;
        at += count;
      } else at += this.#takeHeader(bytes.subarray(at));
    }
  }

  /** Throws `input.malformed` when the archive is cut. */
  end(): void {
    if (this.#content > 0 || this.#filled > 0 || this.#zeros < 2)
      throw new CaissonError('input.malformed', 'the archive ends early');
  }

  #takeContent(bytes: Uint8Array): number {
    const part = bytes.subarray(0, Math.min(this.#content, bytes.length));
    this.#content -= part.length;
    if (this.#pax === undefined) this.#visitor.content(part);
    else {
      this.#pax.push(Buffer.from(part));
      if (this.#content === 0) this.#endPax(Buffer.concat(this.#pax).toString('latin1'));
    }
    return part.length;
  }

  #takeHeader(bytes: Uint8Array): number {
    const count = Math.min(blockBytes - this.#filled, bytes.length);
    this.#header.set(bytes.subarray(0, count), this.#filled);
    this.#filled += count;
    if (this.#filled < blockBytes) return count;
    this.#filled = 0;
    if (this.#header.every((byte) => byte === 0)) this.#zeros += 1;
    else this.#begin(this.#header);
    return count;
  }

  #begin(header: Buffer): void {
    if (this.#zeros > 0)
      throw new CaissonError('input.malformed', 'something stands behind the end');
    checkSum(header);
    this.#entries += 1;
    if (this.#entries > this.#maxEntries)
      throw new CaissonError('limit.entries', 'the archive has too many entries');
    const type = String.fromCharCode(header[156] ?? 0);
    const stated = this.#next.get('size');
    const size = stated === undefined ? octal(header, 124, 12) : Number(stated);
    if (!Number.isSafeInteger(size) || size < 0)
      throw new CaissonError('input.malformed', 'an entry has no size');
    this.#content = size;
    this.#skip = (blockBytes - (size % blockBytes)) % blockBytes;
    if (type === 'x' || type === 'g') this.#beginPax(size);
    else this.#tell(header, size, type);
  }

  #beginPax(size: number): void {
    if (size > maxPax) throw new CaissonError('limit.size', 'an extended header is too large');
    this.#pax = [];
    if (size === 0) this.#endPax('');
  }

  #tell(header: Buffer, size: number, type: string): void {
    const name = this.#next.get('path') ?? text(header, 0, 100);
    const prefix = text(header, 345, 155);
    const isPlain = this.#next.has('path') || prefix === '';
    this.#visitor.attributes?.(this.#next);
    this.#next = new Map();
    this.#visitor.entry(isPlain ? name : `${prefix}/${name}`, size, type);
  }

  #endPax(body: string): void {
    this.#pax = undefined;
    this.#next = paxOf(body);
  }
}

function paxOf(body: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(' ', at);
    const length = Number(body.slice(at, space));
    const equals = body.indexOf('=', space);
    if (space === -1 || equals === -1 || !Number.isInteger(length) || length <= space - at)
      throw new CaissonError('input.malformed', 'an extended header is damaged');
    found.set(body.slice(space + 1, equals), body.slice(equals + 1, at + length - 1));
    at += length;
  }
  return found;
}

function checkSum(header: Buffer): void {
  let sum = 0;
  for (const [at, byte] of header.entries()) sum += at >= 148 && at < 156 ? 0x20 : byte;
  if (sum !== octal(header, 148, 8))
    throw new CaissonError('input.malformed', 'a header of the archive is damaged');
}

function octal(header: Buffer, offset: number, length: number): number {
  const digits = text(header, offset, length).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

function text(header: Buffer, offset: number, length: number): string {
  const field = header.toString('latin1', offset, offset + length);
  const end = field.indexOf('\u0000');
  return end === -1 ? field : field.slice(0, end);
}
