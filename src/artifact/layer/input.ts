import { closeSync, openSync, readSync } from 'node:fs';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** A stretch of a file on disk. */
export interface FileRegion {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

const blockBytes = 1024 * 1024;
/** Pieces of a stream from this size on are passed on as they are, smaller ones are gathered. */
const passBytes = 64 * 1024;

/** A file region opened for reading by position. */
export class RegionReader implements Disposable {
  readonly fd: number;
  readonly region: FileRegion;

  /** Throws `host.io`. */
  constructor(region: FileRegion) {
    this.region = region;
    try {
      this.fd = openSync(region.path, 'r');
    } catch (cause) {
      throw new CaissonError('host.io', `cannot open ${quote(region.path)}`, { cause });
    }
  }

  /** Fills the buffer from position `at` of the region; fewer bytes only at its end. Throws `input.malformed`, `host.io`. */
  read(buffer: Buffer, at: number): Buffer {
    const wanted = Math.max(0, Math.min(buffer.length, this.region.length - at));
    const got = readFully(this.fd, buffer.subarray(0, wanted), this.region.offset + at);
    if (got < wanted)
      throw new CaissonError('input.malformed', `${quote(this.region.path)} ends too early`);
    return buffer.subarray(0, wanted);
  }

  /** All of it in blocks; each is valid until the next is asked for. */
  async *blocks(): AsyncGenerator<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(Math.min(blockBytes, Math.max(1, this.region.length)));
    for (let at = 0; at < this.region.length; at += buffer.length) yield this.read(buffer, at);
  }

  [Symbol.dispose](): void {
    closeSync(this.fd);
  }
}

/** Reads until the buffer is full or the file ends; the count of bytes read. Throws `host.io`. */
export function readFully(fd: number, buffer: Buffer, position: number): number {
  let filled = 0;
  try {
    while (filled < buffer.length) {
      const count = readSync(fd, buffer, filled, buffer.length - filled, position + filled);
      if (count === 0) break;
      filled += count;
    }
  } catch (cause) {
    throw new CaissonError('host.io', 'cannot read a file', { cause });
  }
  return filled;
}

/** A stream in blocks of a useful size, however small its pieces are; each is valid until the next is asked for. */
export async function* streamBlocks(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(blockBytes);
  let filled = 0;
  for await (const piece of stream) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let from = 0;
    if (filled === 0 && bytes.length >= passBytes) {
      yield bytes;
      continue;
    }
    while (from < bytes.length) {
      const count = bytes.copy(buffer, filled, from);
      filled += count;
      from += count;
      if (filled < buffer.length) continue;
      yield buffer;
      filled = 0;
    }
  }
  if (filled > 0) yield buffer.subarray(0, filled);
}
