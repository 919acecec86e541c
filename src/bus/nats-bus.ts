import { randomUUID } from 'node:crypto';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Scope } from '#contract/scope.ts';
import { type NatsAddress, parseNatsAddress, shownAddress } from './address.ts';
import type { Bus, BusAnnouncer, BusState } from './bus.ts';
import { NatsIngest } from './nats-ingest.ts';
import { NatsLink } from './nats-link.ts';
import { Topics } from './topics.ts';

/** Opens the bus on NATS with JetStream; the connection comes later. */
export function openNatsBus(url: string, scope: Scope): Bus {
  return new NatsBus(parseNatsAddress(url), scope);
}

/** How long wake-ups are gathered before one is sent. */
const gatherMs = 10;

class NatsBus implements Bus {
  readonly ingest: NatsIngest;
  readonly #address: NatsAddress;
  readonly #link: NatsLink;
  readonly #topics = new Topics();
  readonly #untold = new Set<string>();
  /** Its own wake-ups come back to a process: they were told already. */
  readonly #self = randomUUID();

  constructor(address: NatsAddress, scope: Scope) {
    this.#address = address;
    this.#link = new NatsLink(address, (connection) => this.#subscribe(connection), scope);
    this.ingest = new NatsIngest(address, this.#link, scope);
  }

  get ready(): Promise<void> {
    return this.#link.ready;
  }

  get state(): BusState {
    const server = shownAddress(this.#address);
    return { kind: 'nats', server, refused: this.ingest.refused, ...this.#link.state };
  }

  announcer(topic: string): BusAnnouncer {
    return {
      tell: () => {
        this.#topics.tell(topic);
        this.#tellOthers(topic);
      },
      listen: (listener) => this.#topics.listen(topic, listener),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#topics.clear();
    await this.ingest[Symbol.asyncDispose]();
    await this.#link[Symbol.asyncDispose]();
  }

  get #subject(): string {
    return `${this.#address.prefix}.wake`;
  }

  #tellOthers(topic: string): void {
    if (this.#untold.has(topic)) return;
    this.#untold.add(topic);
    setTimeout(() => {
      this.#untold.delete(topic);
      // One that is lost is found by looking.
      this.#link.connection?.publish(`${this.#subject}.${topic}`, this.#self);
    }, gatherMs).unref();
  }

  #subscribe(connection: NatsConnection): void {
    connection.subscribe(`${this.#subject}.*`, {
      callback: (error, message) => {
        if (error !== null || message.data.length > 64 || message.string() === this.#self) return;
        this.#topics.tell(message.subject.slice(this.#subject.length + 1));
      },
    });
  }
}
