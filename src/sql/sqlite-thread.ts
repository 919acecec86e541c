import { Worker } from 'node:worker_threads';
import { CaissonError } from '#kit/error.ts';
import { errorOf } from './sqlite-fault.ts';
import type {
  SqliteAnswer,
  SqliteConnection,
  SqliteOrder,
  SqliteReply,
  SqliteThreadData,
} from './sqlite-message.ts';

/** Beside this file when run from source, beside the chunks of the bundle otherwise. */
const program = import.meta.url.endsWith('.ts') ? './sqlite.worker.ts' : './sqlite.worker.js';

interface Waiting {
  readonly resolve: (answer: SqliteAnswer) => void;
  readonly reject: (error: CaissonError) => void;
}

/** A connection on a thread of its own. A thread that died fails what it had to do (`host.io`); the next order starts another. */
export class SqliteThread implements SqliteConnection {
  readonly #data: SqliteThreadData;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #next = 0;

  constructor(data: SqliteThreadData) {
    this.#data = data;
  }

  /** How many orders are under way. */
  get load(): number {
    return this.#waiting.size;
  }

  ask(order: SqliteOrder): Promise<SqliteAnswer> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, order });
    });
  }

  /**
   * Fails what is under way with `error` and leaves the thread alone. One statement cannot be interrupted in SQLite for
   * Node, so the thread ends as soon as it returns; the next order starts another.
   */
  abandon(error: CaissonError): void {
    const worker = this.#worker;
    this.#fail(error);
    void worker?.terminate();
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
      name: 'caisson-sqlite',
    });
    worker.on('message', (reply: SqliteReply) => this.#settle(worker, reply));
    worker.on('error', (cause) => this.#lost(worker, cause));
    worker.on('exit', () => this.#lost(worker));
    worker.unref();
    return worker;
  }

  #settle(worker: Worker, reply: SqliteReply): void {
    if (worker !== this.#worker) return;
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) worker.unref();
    if ('fault' in reply) waiting?.reject(errorOf(reply.fault));
    else waiting?.resolve(reply.answer);
  }

  #lost(worker: Worker, cause?: unknown): void {
    if (worker !== this.#worker) return;
    this.#fail(new CaissonError('host.io', 'the thread of the database has ended', { cause }));
  }

  #fail(error: CaissonError): void {
    this.#worker = undefined;
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of lost) reject(error);
  }
}
