import { Worker } from 'node:worker_threads';
import type { Analyzer } from '#contract/analyzer.ts';
import type { Limits, Scope } from '#contract/scope.ts';
import type { Observation } from '#model/observation.ts';
import { type Batch, examineBatch } from './batch.ts';
import { awaitSlot, freeSlot, newSlots, type SlotMemory, slotAt, takeSlot } from './slots.ts';

/** Analyzers of every file that another thread may run, and the program that runs them there. */
export interface BackgroundSettings {
  readonly analyzerIds: readonly string[];
  /** A worker that ends in `serve`. */
  readonly program: URL;
  /** Whatever that program needs to make the same analyzers; can be cloned. */
  readonly settings: unknown;
}

/** What the thread is started with. */
export interface BackgroundJob {
  readonly memory: SlotMemory;
  readonly settings: unknown;
  readonly limits: Limits;
  readonly temporaryDirectory: string;
}

/** What the thread says of a batch; `undefined` where it failed, so that the batch is examined here. */
export interface BatchResult {
  readonly number: number;
  readonly found?: readonly (readonly Observation[])[];
}

interface Pending {
  readonly batch: Batch;
  readonly settle: (result: BatchResult) => void;
}

type Found = readonly (readonly Observation[])[];

/** How long this thread waits for the other one, all together, before it takes over part of the work. */
const patienceMs = 500;

/**
 * A thread that runs the analyzers of every file while this one walks. It starts with the first batch, which costs 3 ms here; when
 * it cannot start or dies, what it had is examined here. Dispose it to stop early.
 */
export class BackgroundThread implements Disposable {
  readonly memory = newSlots();
  readonly #settings: BackgroundSettings;
  readonly #analyzers: readonly Analyzer[];
  readonly #scope: Scope;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #isUsable = true;
  #batches = 0;
  #patienceMs = patienceMs;

  constructor(settings: BackgroundSettings, analyzers: readonly Analyzer[], scope: Scope) {
    this.#settings = settings;
    this.#scope = scope;
    this.#analyzers = analyzers.filter(({ id }) => settings.analyzerIds.includes(id));
  }

  /** What runs here when a file is not handed over. */
  get analyzers(): readonly Analyzer[] {
    return this.#analyzers;
  }

  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  /** Starts the thread, which takes it 200 ms; otherwise the first batch does. */
  start(): void {
    if (this.#worker !== undefined || !this.#isUsable) return;
    const { limits, temporaryDirectory } = this.#scope;
    const { program, settings } = this.#settings;
    const job: BackgroundJob = { memory: this.memory, settings, limits, temporaryDirectory };
    this.#worker = startWorker(program, job);
    this.#worker?.on('message', (result: BatchResult) => this.#settle(result));
    this.#worker?.on('error', () => this.#end());
    this.#worker?.on('exit', () => this.#end());
  }

  /**
   * A slot to fill; `undefined` when the thread has enough to do and this one may as well work. Small artifacts are not worth that: the
   * same functions would be compiled twice.
   */
  takeSlot(): number | undefined {
    if (!this.#isUsable) return undefined;
    const slot = takeSlot(this.memory);
    if (slot !== undefined || this.#patienceMs <= 0 || !this.isRunning) return slot;
    const before = performance.now();
    awaitSlot(this.memory, this.#patienceMs);
    this.#patienceMs -= performance.now() - before;
    return takeSlot(this.memory);
  }

  /** Has a batch examined and gives its slot back. */
  async send(batch: Omit<Batch, 'number'>): Promise<Found> {
    this.start();
    const { promise, resolve } = Promise.withResolvers<BatchResult>();
    this.#batches += 1;
    const numbered = { ...batch, number: this.#batches };
    this.#pending.set(numbered.number, { batch: numbered, settle: resolve });
    if (this.#worker === undefined) this.#end();
    else this.#worker.postMessage(numbered);
    return (await promise).found ?? this.examineHere(numbered);
  }

  /** The same on this thread. */
  examineHere(batch: Omit<Batch, 'number'>): Found {
    const content = slotAt(this.memory, batch.slot);
    const found = examineBatch({ ...batch, number: 0 }, content, this.#analyzers, this.#scope);
    freeSlot(this.memory, batch.slot);
    return found;
  }

  [Symbol.dispose](): void {
    void this.#worker?.terminate();
  }

  #settle(result: BatchResult): void {
    this.#pending.get(result.number)?.settle(result);
    this.#pending.delete(result.number);
  }

  #end(): void {
    this.#isUsable = false;
    this.#worker = undefined;
    for (const number of this.#pending.keys()) this.#settle({ number });
  }
}

function startWorker(program: URL, job: BackgroundJob): Worker | undefined {
  try {
    return new Worker(program, {
      workerData: job,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 16 },
    });
  } catch {
    return undefined;
  }
}
