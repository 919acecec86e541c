import { setTimeout as delay } from 'node:timers/promises';
import { type JetStreamClient, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import type { Scope } from '#contract/scope.ts';
import { mapConcurrent } from '#kit/concurrency.ts';
import { CaissonError } from '#kit/error.ts';
import type { NatsAddress } from './address.ts';
import type { IngestBatch, IngestHandler, IngestStream } from './bus.ts';
import { DirectIngest } from './local-bus.ts';
import { NatsConsumer } from './nats-consumer.ts';
import type { NatsLink } from './nats-link.ts';
import {
  aboutHeader,
  batchHeader,
  ensureStream,
  nodeHeader,
  partHeader,
  streamOf,
} from './nats-stream.ts';
import { splitLines } from './split.ts';

const inFlight = 32;
const usualPartBytes = 512 * 1024;
const publishMs = 5000;

/** The ingest stream in JetStream. While it cannot be reached, batches go to the store directly where this process has a handler. */
export class NatsIngest implements IngestStream, AsyncDisposable {
  readonly #address: NatsAddress;
  readonly #link: NatsLink;
  readonly #scope: Scope;
  readonly #direct = new DirectIngest();
  readonly #consumers = new Set<NatsConsumer>();
  #ensured: NatsConnection | undefined;
  #refused = 0;

  constructor(address: NatsAddress, link: NatsLink, scope: Scope) {
    this.#address = address;
    this.#link = link;
    this.#scope = scope;
  }

  get refused(): number {
    let sum = this.#refused;
    for (const consumer of this.#consumers) sum += consumer.refused;
    return sum;
  }

  async publish(
    batch: Parameters<IngestStream['publish']>[0],
    signal: AbortSignal,
  ): Promise<{ readonly through: 'stream' | 'store' }> {
    const connection = this.#link.connection;
    try {
      if (connection === undefined)
        throw new CaissonError('access.unreachable', 'the bus cannot be reached');
      await this.#publishTo(connection, batch, signal);
      return { through: 'stream' };
    } catch (error) {
      const reason = refusalOf(error);
      if (reason.code !== 'access.unreachable' || !this.#direct.hasHandler) throw reason;
      return this.#direct.publish(batch, signal);
    }
  }

  consume(
    handler: IngestHandler,
    { parallel = 1 }: { readonly parallel?: number } = {},
  ): AsyncDisposable {
    const direct = this.#direct.consume(handler);
    const consumer = new NatsConsumer(
      { address: this.#address, link: this.#link, handler, parallel },
      this.#scope,
    );
    this.#consumers.add(consumer);
    return {
      [Symbol.asyncDispose]: async () => {
        await direct[Symbol.asyncDispose]();
        await consumer[Symbol.asyncDispose]();
        this.#refused += consumer.refused;
        this.#consumers.delete(consumer);
      },
    };
  }

  async lag(): Promise<{ readonly messages: number; readonly bytes: number } | undefined> {
    const connection = this.#link.connection;
    if (connection === undefined) return undefined;
    try {
      const manager = await jetstreamManager(connection, { timeout: 2000 });
      const { state } = await manager.streams.info(streamOf(this.#address).name);
      return { messages: state.messages, bytes: state.bytes };
    } catch {
      return undefined; // not made yet, or away again
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => consumer[Symbol.asyncDispose]()));
  }

  async #publishTo(
    connection: NatsConnection,
    batch: Parameters<IngestStream['publish']>[0],
    signal: AbortSignal,
  ): Promise<void> {
    if (this.#ensured !== connection) {
      await ensureStream(connection, this.#address);
      this.#ensured = connection;
    }
    const most = connection.info?.max_payload ?? 2 ** 20;
    const room = most - 2048 - encodeURIComponent(batch.about ?? '').length;
    const parts = splitLines(batch.body, Math.max(1, Math.min(usualPartBytes, room)));
    const client = jetstream(connection);
    await mapConcurrent(
      parts,
      inFlight,
      (body, part) => this.#publishPart(client, { ...batch, body, part }, signal),
      signal,
    );
  }

  /** One that did not answer is asked once more: the id keeps the server from storing it twice. */
  async #publishPart(
    client: JetStreamClient,
    part: IngestBatch,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await publishOnce(client, this.#address, part);
    } catch (error) {
      if (refusalOf(error).code !== 'access.unreachable' || signal.aborted) throw error;
      await delay(100, undefined, { signal });
      await publishOnce(client, this.#address, part);
    }
  }
}

async function publishOnce(
  client: JetStreamClient,
  address: NatsAddress,
  { id, node, part, body, about }: IngestBatch,
): Promise<void> {
  const head = headers();
  head.set(batchHeader, id);
  head.set(nodeHeader, encodeURIComponent(node));
  head.set(partHeader, String(part));
  if (about !== undefined) head.set(aboutHeader, encodeURIComponent(about));
  await client.publish(streamOf(address).subject, body, {
    msgID: `${encodeURIComponent(node)}/${id}/${part}`,
    timeout: publishMs,
    headers: head,
  });
}

/** JetStream says in words that a stream is full (error 10077, HTTP-like code 503). */
function refusalOf(error: unknown): CaissonError {
  if (error instanceof CaissonError) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (/maximum (?:bytes|messages)|resource limits|insufficient/iu.test(text))
    return new CaissonError('access.rate-limited', 'the stream of the bus is full', {
      cause: error,
      hint: 'the agent keeps it and sends it again',
    });
  return new CaissonError('access.unreachable', `the bus does not take it: ${text}`, {
    cause: error,
  });
}
