import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '#kit/file.ts';
import type { LineBatch, LinePriority } from './line-buffer.ts';

/** A batch that waits on disk. */
export interface SpooledBatch {
  readonly id: string;
  readonly path: string;
  readonly priority: LinePriority;
  readonly bytes: number;
}

const priorities: readonly LinePriority[] = ['raw', 'context', 'detection'];

/**
 * Batches on disk, in the order in which they came, bounded by bytes: when there is no room the oldest go, raw events first. What was
 * there when it was opened is sent first. Throws `host.io`-like errors of the system where nothing can be written.
 */
export class Spool {
  readonly #directory: string;
  readonly #maxBytes: number;
  readonly #onDrop: (priority: LinePriority) => void;
  /** In order; small, so that thousands may wait through a long outage. */
  readonly #waiting = new Map<string, SpooledBatch>();
  #bytes = 0;
  #dropped = 0;

  constructor(directory: string, maxBytes: number, onDrop: (priority: LinePriority) => void) {
    this.#directory = directory;
    this.#maxBytes = maxBytes;
    this.#onDrop = onDrop;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // Names begin with the time: their order is that of the batches.
    for (const name of readdirSync(directory).sort()) this.#enter(name);
  }

  /** Batches that were dropped for want of room. */
  get dropped(): number {
    return this.#dropped;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Safe against the end of this program when it returns. */
  add({ id, priority, text }: Pick<LineBatch, 'id' | 'priority' | 'text'>): void {
    const bytes = Buffer.byteLength(text);
    this.#makeRoom(bytes);
    const path = join(this.#directory, `${id}.${priority}.ndjson`);
    writeFileAtomic(path, text);
    if (!this.#waiting.has(path)) this.#bytes += bytes;
    this.#waiting.set(path, { id, path, priority, bytes });
  }

  /** The batch that has waited longest. */
  get oldest(): SpooledBatch | undefined {
    for (const one of this.#waiting.values()) return one;
    return undefined;
  }

  /** Undefined where somebody else took it away: then nothing is left of it here either. */
  read({ path }: SpooledBatch): string | undefined {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      return undefined;
    }
  }

  remove({ path }: SpooledBatch): void {
    const known = this.#waiting.get(path);
    if (known === undefined) return;
    this.#waiting.delete(path);
    this.#bytes -= known.bytes;
    rmSync(path, { force: true });
  }

  #enter(name: string): void {
    const [, id, word] = /^([^.]+)\.(raw|context|detection)\.ndjson$/u.exec(name) ?? [];
    const priority = priorities.find((one) => one === word);
    if (id === undefined || priority === undefined) return;
    const path = join(this.#directory, name);
    const bytes = statSync(path, { throwIfNoEntry: false })?.size;
    if (bytes === undefined) return;
    this.#waiting.set(path, { id, path, priority, bytes });
    this.#bytes += bytes;
  }

  #makeRoom(bytes: number): void {
    for (const priority of priorities)
      for (const one of this.#waiting.values()) {
        if (this.#bytes + bytes <= this.#maxBytes) return;
        if (one.priority !== priority) continue;
        this.remove(one);
        this.#dropped += 1;
        this.#onDrop(priority);
      }
  }
}
