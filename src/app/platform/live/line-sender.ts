import type { Scope } from '#contract/scope.ts';
import { pause } from '#kit/abort.ts';
import type { IncidentDecision } from '#wire/ingest.ts';
import { type LineBatch, LineBuffer } from './line-buffer.ts';

/** Takes a batch to where it is kept. Throws when it is not safe there: then the same batch is sent again. */
export type DeliverBatch = (
  batch: LineBatch,
  signal: AbortSignal,
) => Promise<{ readonly decisions: readonly IncidentDecision[] }>;

const flushMs = 200;
const firstDelayMs = 500;
const lastDelayMs = 30_000;
const closeMs = 5000;

/** Sends what is gathered, five times a second, one batch after the other. What does not arrive is tried again with the same id. */
export class LineSender implements AsyncDisposable {
  readonly buffer: LineBuffer;
  readonly #deliver: DeliverBatch;
  readonly #onDecisions: (decisions: readonly IncidentDecision[]) => void;
  readonly #scope: Scope;
  readonly #stop = new AbortController();
  readonly #work: Promise<void>;
  #isSaid = false;

  constructor(
    deliver: DeliverBatch,
    onDecisions: (decisions: readonly IncidentDecision[]) => void,
    scope: Scope,
  ) {
    this.buffer = new LineBuffer(scope.clock);
    this.#deliver = deliver;
    this.#onDecisions = onDecisions;
    this.#scope = scope;
    this.#work = this.#run();
  }

  /** Sends what waits, for five seconds at most. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#work;
    const signal = AbortSignal.timeout(closeMs);
    for (let batch = this.buffer.take(); batch !== undefined; batch = this.buffer.take())
      if (!(await this.#tried(batch, signal))) return;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const batch = this.buffer.take();
      if (batch === undefined) await pause(flushMs, this.#stop.signal);
      else await this.#send(batch);
    }
  }

  async #send(batch: LineBatch): Promise<void> {
    const began = performance.now();
    for (let delay = firstDelayMs; ; delay = Math.min(delay * 2, lastDelayMs)) {
      if (await this.#tried(batch, this.#scope.signal)) break;
      if (this.#stop.signal.aborted) return;
      await pause(delay, this.#stop.signal);
    }
    await pause(Math.max(0, flushMs - (performance.now() - began)), this.#stop.signal);
  }

  async #tried(batch: LineBatch, signal: AbortSignal): Promise<boolean> {
    try {
      const { decisions } = await this.#deliver(batch, signal);
      this.#isSaid = false;
      if (decisions.length > 0) this.#onDecisions(decisions);
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!this.#isSaid) this.#scope.log.warn('what runs cannot be told; it waits', { reason });
      this.#isSaid = true;
      return false;
    }
  }
}
