import { CaissonError } from '#kit/error.ts';
import { type BlobFacts, contentOf, nameOf } from './blob.ts';
import type { RegionReader } from './input.ts';
import type { RawKind } from './raw-decoder.ts';
import type { Slot } from './ring.ts';
import { type UnpackResult, UnpackThread } from './unpack-thread.ts';
import { StreamUnpacking, type Unpacking } from './unpacking.ts';
import { algorithmOf, requireDigest, requireSize, Verifier } from './verifier.ts';

/** What threaded unpacking needs besides the facts. `program` is another one for the thread, for tests. */
export interface ThreadedOptions {
  readonly reader: RegionReader;
  readonly kind: RawKind;
  readonly signal: AbortSignal;
  readonly onStored: (bytes: number) => void;
  readonly program?: URL;
}

/**
 * Unpacks a packed region of a file on a thread of its own, and on this one from where that left off when it cannot start
 * or dies. Plain bytes are hashed here, and stored ones too if they are gzip, since it takes as long as all that is done
 * here; zstd takes a third of that.
 */
export class ThreadedUnpacking implements Unpacking {
  readonly #facts: BlobFacts;
  readonly #options: ThreadedOptions;
  readonly #thread: UnpackThread;
  /** Absent when the other thread hashes stored bytes. */
  readonly #stored: Verifier | undefined;
  readonly #plain: Verifier;
  #fallback: StreamUnpacking | undefined;
  #storedBytes = 0;
  #plainBytes = 0;

  constructor(facts: BlobFacts, options: ThreadedOptions) {
    const { reader, kind, signal, program } = options;
    const isHashedHere = kind === 'gzip';
    const stored = facts.digest === undefined ? [] : [facts.digest];
    this.#facts = facts;
    this.#options = options;
    this.#stored = isHashedHere ? new Verifier(stored) : undefined;
    this.#plain = new Verifier(facts.diffId === undefined ? [] : [facts.diffId]);
    const task = {
      region: reader.region,
      kind,
      algorithms: isHashedHere ? [] : stored.map(algorithmOf),
      what: nameOf(facts),
    };
    this.#thread = new UnpackThread(task, signal, program);
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    for await (const slot of this.#thread.slots()) {
      this.#took(slot);
      this.#plainBytes += slot.plain.length;
      this.#plain.update(slot.plain);
      yield slot.plain;
    }
    const { result } = this.#thread;
    if (result === undefined) yield* this.#chunksFromHere();
    else if (result.failure !== undefined)
      throw new CaissonError(result.failure.code, result.failure.message);
  }

  end(): void {
    if (this.#fallback !== undefined) {
      this.#fallback.end();
      return;
    }
    const { result } = this.#thread;
    if (result === undefined) throw new CaissonError('internal.bug', 'the end came too early');
    this.#checkStored(result);
    this.#plain.check(contentOf(this.#facts));
  }

  async explain(): Promise<void> {
    if (this.#fallback !== undefined) {
      await this.#fallback.explain();
      return;
    }
    this.#thread.wantNoPlain();
    for await (const slot of this.#thread.slots()) this.#took(slot);
    if (this.#thread.result === undefined) await this.#fallBack().explain();
    else this.#checkStored(this.#thread.result);
  }

  async close(): Promise<void> {
    this.#thread[Symbol.dispose]();
    await this.#fallback?.close();
  }

  #took({ stored }: Slot): void {
    for (const bytes of stored) {
      this.#storedBytes += bytes.length;
      this.#options.onStored(bytes.length);
      this.#stored?.update(bytes);
    }
  }

  #checkStored(result: UnpackResult): void {
    const { digest, sizeBytes } = this.#facts;
    const what = nameOf(this.#facts);
    if (sizeBytes !== undefined) requireSize(sizeBytes, this.#storedBytes, what);
    if (this.#stored !== undefined) this.#stored.check(what);
    else if (digest !== undefined)
      requireDigest(digest, `${algorithmOf(digest)}:${result.stored[0]}`, what);
  }

  /** All of it once more, without what was shown already. */
  async *#chunksFromHere(): AsyncGenerator<Uint8Array> {
    let known = this.#plainBytes;
    for await (const chunk of this.#fallBack().chunks()) {
      const skipped = Math.min(known, chunk.length);
      known -= skipped;
      yield chunk.subarray(skipped);
    }
  }

  #fallBack(): StreamUnpacking {
    let known = this.#storedBytes;
    const { reader, onStored } = this.#options;
    this.#fallback = new StreamUnpacking(this.#facts, reader.blocks(), (bytes) => {
      const counted = Math.min(known, bytes);
      known -= counted;
      onStored(bytes - counted);
    });
    return this.#fallback;
  }
}
