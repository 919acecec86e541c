import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Digest } from '#model/digest.ts';
import { readFully } from './input.ts';

export interface FileFacts {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
  readonly layer?: Digest;
  readonly commit?: string;
}

/** Memory that is used again for each content: grown to the next power of two, never given back during a walk. */
export class ContentBuffer {
  #buffer = Buffer.alloc(0);

  take(bytes: number): Buffer {
    if (bytes > this.#buffer.length)
      this.#buffer = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(Math.max(bytes, 4096))));
    return this.#buffer.subarray(0, bytes);
  }
}

/** A file whose content is in memory. */
export class MemoryFile implements FileView {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
  readonly layer?: Digest;
  readonly commit?: string;
  readonly #content: Buffer;

  constructor(facts: FileFacts, content: Buffer) {
    this.path = facts.path;
    this.size = content.length;
    this.mode = facts.mode;
    if (facts.layer !== undefined) this.layer = facts.layer;
    if (facts.commit !== undefined) this.commit = facts.commit;
    this.#content = content;
  }

  bytes(): Uint8Array {
    return this.#content;
  }

  text(): string {
    return decodeText(this.#content);
  }

  read(offset: number, length: number): Uint8Array {
    return this.#content.subarray(offset, offset + Math.max(0, length));
  }
}

/** Parts up to this size can be read whatever the limit for whole files is: heads must be. */
const minPartBytes = 64 * 1024;

/** Where the content of a `DiskFile` stands, and the memory that it may use. */
export interface DiskContent {
  readonly fd: number;
  readonly offset: number;
  readonly whole: ContentBuffer;
  readonly part: ContentBuffer;
  readonly maxFileBytes: number;
}

/** A file whose content is read from disk when it is asked for. */
export class DiskFile implements FileView {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
  readonly layer?: Digest;
  readonly commit?: string;
  readonly #disk: DiskContent;
  #content: Buffer | undefined;
  /** What was read last: several analyzers ask for the same. */
  #partOffset = 0;
  #part: Buffer = Buffer.alloc(0);

  constructor(facts: FileFacts, disk: DiskContent) {
    this.path = facts.path;
    this.size = facts.size;
    this.mode = facts.mode;
    if (facts.layer !== undefined) this.layer = facts.layer;
    if (facts.commit !== undefined) this.commit = facts.commit;
    this.#disk = disk;
  }

  bytes(): Uint8Array {
    return this.#whole();
  }

  text(): string {
    return decodeText(this.#whole());
  }

  read(offset: number, length: number): Uint8Array {
    const count = Math.max(0, Math.min(length, this.size - offset));
    if (this.#content !== undefined) return this.#content.subarray(offset, offset + count);
    const from = offset - this.#partOffset;
    if (from >= 0 && from + count <= this.#part.length)
      return this.#part.subarray(from, from + count);
    this.#requireRoom(count, Math.max(minPartBytes, this.#disk.maxFileBytes));
    this.#part = this.#load(this.#disk.part, offset, count);
    this.#partOffset = offset;
    return this.#part;
  }

  #whole(): Buffer {
    this.#requireRoom(this.size, this.#disk.maxFileBytes);
    this.#content ??= this.#load(this.#disk.whole, 0, this.size);
    return this.#content;
  }

  #requireRoom(count: number, max: number): void {
    if (count > max)
      throw new CaissonError(
        'limit.size',
        `${quote(this.path)} is larger than ${max} bytes and cannot be held in memory`,
      );
  }

  #load(memory: ContentBuffer, offset: number, count: number): Buffer {
    const buffer = memory.take(count);
    return buffer.subarray(0, readFully(this.#disk.fd, buffer, this.#disk.offset + offset));
  }
}

function decodeText(content: Buffer): string {
  const hasMark = content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf;
  return content.toString('utf8', hasMark ? 3 : 0);
}
