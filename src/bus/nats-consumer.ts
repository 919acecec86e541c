import { setTimeout as delay } from 'node:timers/promises';
import { type JsMsg, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Scope } from '#contract/scope.ts';
import { aborted } from '#kit/abort.ts';
import { CaissonError, familyOf } from '#kit/error.ts';
import type { NatsAddress } from './address.ts';
import type { IngestBatch, IngestHandler } from './bus.ts';
import type { NatsLink } from './nats-link.ts';
import {
  aboutHeader,
  ackWaitMs,
  batchHeader,
  ensureStream,
  nodeHeader,
  partHeader,
  streamOf,
  workersName,
} from './nats-stream.ts';

interface ConsumerTask {
  readonly address: NatsAddress;
  readonly link: NatsLink;
  readonly handler: IngestHandler;
  readonly parallel: number;
}

const fetchMessages = 50;
const pauseMs = 500;
const longestRetryMs = 60_000;

/** Takes batches from the stream for as long as it lives, over any number of connections. */
export class NatsConsumer implements AsyncDisposable {
  readonly #task: ConsumerTask;
  readonly #scope: Scope;
  readonly #stop = new AbortController();
  readonly #loop: Promise<void>;
  #refused = 0;

  constructor(task: ConsumerTask, scope: Scope) {
    this.#task = task;
    this.#scope = scope;
    this.#loop = this.#run();
  }

  get refused(): number {
    return this.#refused;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('ingest is being stopped'));
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const { link } = this.#task;
    await Promise.race([link.ready, aborted(signal)]);
    while (!signal.aborted) {
      const { connection } = link;
      if (connection !== undefined)
        await this.#takeFrom(connection).catch((error) => this.#note(error));
      if (!signal.aborted)
        await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Until the connection ends, the consumer vanishes or we stop. */
  async #takeFrom(connection: NatsConnection): Promise<void> {
    const { address, parallel } = this.#task;
    await ensureStream(connection, address);
    const consumer = await jetstream(connection).consumers.get(streamOf(address).name, workersName);
    const messages = await consumer.consume({
      max_messages: fetchMessages,
      expires: 10_000,
      abort_on_missing_resource: true,
    });
    function end(): void {
      messages.stop();
    }
    this.#stop.signal.addEventListener('abort', end, { once: true });
    const busy = new Set<Promise<void>>();
    try {
      for await (const message of messages) {
        const work = this.#take(message).finally(() => busy.delete(work));
        busy.add(work);
        if (busy.size >= parallel) await Promise.race(busy);
        if (this.#stop.signal.aborted) break;
      }
    } finally {
      this.#stop.signal.removeEventListener('abort', end);
      messages.stop();
      await Promise.allSettled(busy);
    }
  }

  async #take(message: JsMsg): Promise<void> {
    const alive = setInterval(() => message.working(), ackWaitMs / 3);
    alive.unref();
    try {
      await this.#task.handler(batchOf(message), this.#stop.signal);
      message.ack();
    } catch (error) {
      this.#putAsideOrBack(message, error);
    } finally {
      clearInterval(alive);
    }
  }

  /** What cannot be read will never be; what could not be stored comes again, later and later. */
  #putAsideOrBack(message: JsMsg, error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    const family = error instanceof CaissonError ? familyOf(error.code) : undefined;
    if (family === 'input' || family === 'limit') {
      this.#refused += 1;
      this.#scope.log.error('a batch cannot be read and was put aside', { error: text });
      message.ack(); // a message that is only ended stays in the stream (nats-server 2.9)
      return;
    }
    this.#scope.log.warn('a batch could not be stored and comes again', { error: text });
    message.nak(Math.min(1000 * 2 ** Math.min(message.info.deliveryCount - 1, 6), longestRetryMs));
  }

  #note(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    const text = error instanceof Error ? error.message : String(error);
    this.#scope.log.warn('the stream of the bus cannot be read at the moment', { error: text });
  }
}

function batchOf({ headers, data }: JsMsg): IngestBatch {
  const about = headers?.get(aboutHeader) ?? '';
  return {
    id: headers?.get(batchHeader) ?? '',
    node: decoded(headers?.get(nodeHeader) ?? ''),
    part: Number(headers?.get(partHeader) ?? 0),
    body: data,
    ...(about !== '' && { about: decoded(about) }),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
