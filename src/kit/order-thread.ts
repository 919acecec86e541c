import type { MessagePort, Worker } from 'node:worker_threads';
import { CaissonError, type ErrorCode } from './error.ts';

/** What went wrong in a thread, in a form that can be posted. */
export interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
}

/** The last order that a thread gets. */
export interface CloseOrder {
  readonly kind: 'close';
}

interface Request {
  readonly id: number;
  readonly order: { readonly kind: string };
}
type Reply =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly fault: Fault };

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: CaissonError) => void;
}

/**
 * A thread that does orders one after the other and answers each; its program calls `serveOrders`. It begins with the first
 * order, and idle it keeps no process alive. When it dies, what it had to do fails with `host.io` and the next order starts another.
 */
export class OrderThread<Order extends { readonly kind: string }> {
  readonly #name: string;
  readonly #start: () => Worker;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #next = 0;

  /** `name` is what a person knows it by: `the thread of NAME has ended`. */
  constructor(name: string, start: () => Worker) {
    this.#name = name;
    this.#start = start;
  }

  /** How many orders are under way. */
  get load(): number {
    return this.#waiting.size;
  }

  /** What is answered to an order is fixed by the program of the thread. */
  async ask<Answer>(order: Order | CloseOrder): Promise<Answer> {
    this.#worker ??= this.#started();
    const worker = this.#worker;
    const id = this.#next;
    this.#next += 1;
    const answer = await new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, order });
    });
    return answer as Answer; // posted by our own program
  }

  /**
   * The same with an end, in milliseconds. Nothing interrupts the thread at what it does, so that all that is under way fails
   * as `tooLong` says; the thread ends as soon as it returns, and the next order starts another.
   */
  async askWithin<Answer>(
    order: Order,
    timeoutMs: number,
    tooLong: () => CaissonError,
  ): Promise<Answer> {
    const timer = setTimeout(() => {
      const worker = this.#worker;
      this.#fail(tooLong());
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

  #started(): Worker {
    const worker = this.#start();
    worker.on('message', (reply: Reply) => this.#settle(worker, reply));
    worker.on('error', (cause) => this.#lost(worker, cause));
    worker.on('exit', () => this.#lost(worker));
    worker.unref();
    return worker;
  }

  #settle(worker: Worker, reply: Reply): void {
    if (worker !== this.#worker) return;
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) worker.unref();
    if ('fault' in reply) waiting?.reject(errorOf(reply.fault));
    else waiting?.resolve(reply.answer);
  }

  #lost(worker: Worker, cause?: unknown): void {
    if (worker === this.#worker)
      this.#fail(new CaissonError('host.io', `the thread of ${this.#name} has ended`, { cause }));
  }

  #fail(error: CaissonError): void {
    this.#worker = undefined;
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of lost) reject(error);
  }
}

/** Answers the orders that come in at `port`, in their order, until `close` was one of them. */
export function serveOrders<Order extends { readonly kind: string }>(
  port: MessagePort,
  work: (order: Order | CloseOrder) => unknown,
  faultOf: (error: unknown) => Fault,
): void {
  port.on('message', ({ id, order }: Request) => {
    port.postMessage(replyTo(id, () => work(order as Order), faultOf)); // posted by `OrderThread`
    if (order.kind === 'close') port.close();
  });
}

function replyTo(id: number, work: () => unknown, faultOf: (error: unknown) => Fault): Reply {
  try {
    return { id, answer: work() };
  } catch (error) {
    return { id, fault: faultOf(error) };
  }
}

/** The error that a fault stands for. */
export function errorOf({ code, message, hint }: Fault): CaissonError {
  return new CaissonError(code, message, hint === undefined ? {} : { hint });
}
