import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import type { Observation } from '#model/observation.ts';
import { type Batch, slotted } from './batch.ts';
import { mostFiles, slotAt, slotBytes } from './slots.ts';
import type { BackgroundThread } from './thread.ts';

type Found = readonly (readonly Observation[])[];

/** The files of one layer on their way to the thread: gathered to batches, so that a small file costs little more than its copy. */
export class HandOver {
  readonly #thread: BackgroundThread;
  readonly #deadline: number;
  readonly #signal: AbortSignal;
  readonly #results: Promise<Found>[] = [];
  #open:
    | { readonly slot: number; readonly bytes: Buffer; readonly files: Batch['files'][number][] }
    | undefined;
  #filled = 0;

  constructor(thread: BackgroundThread, scope: Scope) {
    this.#thread = thread;
    this.#signal = scope.signal;
    this.#deadline = scope.clock().getTime() + scope.limits.layerTimeMs;
  }

  /** Copies a file for the thread. False when it is too large or the thread has enough to do: then it is examined here. */
  take(view: FileView): boolean {
    if (view.size > slotBytes) return false;
    if (this.#open !== undefined && !this.#hasRoom(view.size)) this.#send();
    this.#open ??= this.#newBatch();
    if (this.#open === undefined) return false;
    const content = view.read(0, view.size);
    this.#open.bytes.set(content, this.#filled);
    this.#open.files.push(slotted(view, this.#filled, content.length));
    this.#filled += content.length;
    return true;
  }

  /** What was found in all files that were taken, in their order. */
  async finish(): Promise<Found> {
    // Little enough is done sooner than a thread starts.
    const last = this.#thread.isRunning ? undefined : this.#close();
    if (last === undefined) this.#send();
    else this.#results.push(Promise.resolve(this.#thread.examineHere(last)));
    const found = await untilAborted(Promise.all(this.#results), this.#signal);
    return found.flat();
  }

  #hasRoom(bytes: number): boolean {
    const { files } = this.#open ?? { files: [] };
    return this.#filled + bytes <= slotBytes && files.length < mostFiles;
  }

  #newBatch() {
    const slot = this.#thread.takeSlot();
    if (slot === undefined) return undefined;
    this.#filled = 0;
    return { slot, bytes: slotAt(this.#thread.memory, slot), files: [] };
  }

  #close(): Omit<Batch, 'number'> | undefined {
    if (this.#open === undefined) return undefined;
    const { slot, files } = this.#open;
    this.#open = undefined;
    return { slot, files, deadline: this.#deadline };
  }

  #send(): void {
    const batch = this.#close();
    if (batch === undefined) return;
    const result = this.#thread.send(batch);
    result.catch(() => {}); // `finish` hears of it
    this.#results.push(result);
  }
}

async function untilAborted<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  function onAbort(): void {
    reject(signal.reason);
  }
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([value, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
