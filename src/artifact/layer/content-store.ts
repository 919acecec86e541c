import { randomBytes } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { ContentBuffer, DiskFile, type FileFacts, MemoryFile } from './file-view.ts';

/** Larger files pass through a temporary file even where memory would hold them: few are read as a whole. */
const maxPassingBytes = 4 * 2 ** 20;

/**
 * Keeps one file's content at a time while it passes by: in memory, or in a temporary file that has no name any more when
 * it is large. Holes of sparse files read as zeros.
 */
export class ContentStore implements Disposable {
  readonly whole = new ContentBuffer();
  readonly part = new ContentBuffer();
  readonly #scope: Scope;
  #fd: number | undefined;
  #memory: Buffer | undefined;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Makes room for a file. `isSparse`: not all of it will be written. Throws `host.io`. */
  begin(size: number, isSparse: boolean): void {
    if (size <= Math.min(maxPassingBytes, this.#scope.limits.maxFileBytes)) {
      this.#memory = this.whole.take(size);
      if (isSparse) this.#memory.fill(0);
      return;
    }
    this.#memory = undefined;
    this.#fd ??= openUnnamed(this.#scope.temporaryDirectory);
    ftruncateSync(this.#fd, 0);
    if (isSparse) ftruncateSync(this.#fd, size);
  }

  /** Throws `host.io`. */
  write(bytes: Buffer, at: number): void {
    if (this.#memory !== undefined) bytes.copy(this.#memory, at);
    else if (this.#fd !== undefined) writeFully(this.#fd, bytes, at);
  }

  /** The content that was written, valid until the next `begin`. */
  view(facts: FileFacts): FileView {
    if (this.#memory !== undefined) return new MemoryFile(facts, this.#memory);
    const disk = { fd: this.#fd ?? -1, offset: 0, whole: this.whole, part: this.part };
    return new DiskFile(facts, { ...disk, maxFileBytes: this.#scope.limits.maxFileBytes });
  }

  [Symbol.dispose](): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

/** A private temporary file that vanishes with its descriptor. Throws `host.io`. */
function openUnnamed(directory: string): number {
  const path = join(directory, `content-${randomBytes(8).toString('hex')}`);
  try {
    const fd = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return fd;
  } catch (cause) {
    throw new CaissonError('host.io', 'cannot make a temporary file', { cause });
  }
}

/** Throws `host.io`, for one when the disk is full. */
export function writeFully(fd: number, bytes: Uint8Array, position: number): void {
  try {
    let done = 0;
    while (done < bytes.length)
      done += writeSync(fd, bytes, done, bytes.length - done, position + done);
  } catch (cause) {
    throw new CaissonError('host.io', 'cannot write a temporary file', {
      cause,
      hint: 'the directory for temporary files may be full; point it to a larger disk',
    });
  }
}
