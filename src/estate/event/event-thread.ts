import { Worker } from 'node:worker_threads';
import { CaissonError } from '#kit/error.ts';
import type { EventOrder, EventReply, EventThreadData } from './event-message.ts';

/** Beside this file when run from source, beside the chunks of the bundle otherwise. */
const program = import.meta.url.endsWith('.ts')
  ? './event-files.worker.ts'
  : './event-files.worker.js';

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: CaissonError) => void;
}

/** A thread over event files. When it dies what it had to do fails with `host.io`, and the next order starts another. */
export class EventThread {
  readonly #data: EventThreadData;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #next = 0;

  constructor(data: EventThreadData) {
    this.#data = data;
  }

  /** What the worker answers to an order is fixed by `event-files.worker.ts`. */
  async ask<Answer>(order: EventOrder): Promise<Answer> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = this.#next;
    this.#next += 1;
    const answer = await new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, order });
    });
    return answer as Answer; // posted by our own worker
  }

  /** A read with an end: a thread that takes longer is left to itself. */
  async askWithin<Answer>(order: EventOrder, timeoutMs: number): Promise<Answer> {
    const timer = setTimeout(() => {
      const worker = this.#worker;
      this.#fail(
        new CaissonError('limit.time', 'the search for events took too long', {
          hint: 'ask for a shorter time, or for one workload',
        }),
      );
      void worker?.terminate();
    }, timeoutMs);
    try {
      return await this.ask<Answer>(order);
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    await this.ask({ kind: 'close' });
    this.#worker = undefined;
    await worker.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL(program, import.meta.url), {
      workerData: this.#data,
      name: 'caisson-events',
    });
    worker.on('message', (reply: EventReply) => this.#settle(worker, reply));
    worker.on('error', (cause) => this.#lost(worker, cause));
    worker.on('exit', () => this.#lost(worker));
    worker.unref();
    return worker;
  }

  #settle(worker: Worker, reply: EventReply): void {
    if (worker !== this.#worker) return;
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) worker.unref();
    if (!('fault' in reply)) return waiting?.resolve(reply.answer);
    const { code, message, hint } = reply.fault;
    return waiting?.reject(new CaissonError(code, message, hint === undefined ? {} : { hint }));
  }

  #lost(worker: Worker, cause?: unknown): void {
    if (worker === this.#worker)
      this.#fail(new CaissonError('host.io', 'the thread of the events has ended', { cause }));
  }

  #fail(error: CaissonError): void {
    this.#worker = undefined;
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of lost) reject(error);
  }
}
