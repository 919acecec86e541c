import type { Worker } from 'node:worker_threads';
import type { ErrorCode } from '#kit/error.ts';
import type { FileRegion } from './input.ts';
import type { RawKind } from './raw-decoder.ts';
import { newRing, type RingMemory, RingReader, type Slot } from './ring.ts';
import { startThread } from './start-thread.ts';

/** What the thread is to read, and how. `what` names the blob in messages. */
export interface UnpackTask {
  readonly region: FileRegion;
  readonly kind: RawKind;
  /** Algorithms with which the thread hashes the stored bytes; without, it leaves that to others. */
  readonly algorithms: readonly string[];
  readonly what: string;
}

export interface UnpackJob extends UnpackTask {
  readonly memory: RingMemory;
}

/** A `CaissonError` on its way between threads. */
export interface UnpackFailure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Hex digests of the stored bytes in the order of the algorithms, and what stopped the thread from unpacking all. */
export interface UnpackResult {
  readonly stored: readonly string[];
  readonly failure?: UnpackFailure;
}

/** Beside this file when run from source, beside the chunks of the bundle otherwise. */
const program = import.meta.url.endsWith('.ts') ? './unpack.worker.ts' : './unpack.worker.js';

/**
 * A thread that reads, hashes and decompresses a blob ahead of the one that parses it; starting it costs about 30 ms there
 * and 2 ms here. Dispose it to stop early.
 */
export class UnpackThread implements Disposable {
  readonly #ring: RingReader;
  readonly #worker: Worker | undefined;
  readonly #signal: AbortSignal;
  readonly #wake: () => void;
  #isOver = false;
  #result: UnpackResult | undefined;

  constructor(task: UnpackTask, signal: AbortSignal, url = new URL(program, import.meta.url)) {
    const memory = newRing();
    const ring = new RingReader(memory);
    this.#ring = ring;
    this.#signal = signal;
    this.#wake = () => ring.wake();
    this.#worker = startThread(url, { ...task, memory } satisfies UnpackJob);
    this.#worker?.on('message', (result?: UnpackResult) => this.#end(result));
    this.#worker?.on('error', () => this.#end());
    this.#worker?.on('exit', () => this.#end());
    this.#isOver = this.#worker === undefined;
    signal.addEventListener('abort', this.#wake);
  }

  /** What the thread found, once `slots` has ended; `undefined` when it did not get that far or could not run. */
  get result(): UnpackResult | undefined {
    return this.#result;
  }

  /** What comes out, each slot valid until the next is asked for. */
  async *slots(): AsyncGenerator<Slot> {
    for (;;) {
      this.#signal.throwIfAborted();
      const slot = this.#ring.peek();
      if (slot !== undefined) {
        try {
          yield slot;
        } finally {
          this.#ring.release();
        }
      } else if (this.#isOver) return;
      else await this.#ring.changed();
    }
  }

  /** Lets `slots` bring stored bytes only. */
  wantNoPlain(): void {
    this.#ring.wantNoPlain();
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener('abort', this.#wake);
    void this.#worker?.terminate();
  }

  #end(result?: UnpackResult): void {
    this.#result ??= result;
    this.#isOver = true;
    this.#ring.wake();
  }
}
