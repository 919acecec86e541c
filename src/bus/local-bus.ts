import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import type { Bus, BusAnnouncer, BusState, IngestHandler, IngestStream } from './bus.ts';
import { Topics } from './topics.ts';

/** The bus of a platform that is one process. */
export class LocalBus implements Bus {
  readonly state: BusState;
  readonly ready = Promise.resolve();
  readonly ingest: IngestStream;
  readonly #topics = new Topics();

  constructor(scope: Scope) {
    const since = scope.clock().getTime();
    this.state = { kind: 'in-process', connected: true, server: '', since, refused: 0 };
    this.ingest = new DirectIngest();
  }

  announcer(topic: string): BusAnnouncer {
    return {
      tell: () => this.#topics.tell(topic),
      listen: (listener) => this.#topics.listen(topic, listener),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#topics.clear();
  }
}

/** Gives batches to the handler at once: the sender waits for its commit. */
export class DirectIngest implements IngestStream {
  readonly #handlers = new Set<IngestHandler>();

  get hasHandler(): boolean {
    return this.#handlers.size > 0;
  }

  async publish(
    batch: Parameters<IngestStream['publish']>[0],
    signal: AbortSignal,
  ): Promise<{ readonly through: 'store' }> {
    const [handler] = this.#handlers;
    if (handler === undefined)
      throw new CaissonError('access.unreachable', 'nobody takes what agents send at the moment', {
        hint: 'the agent keeps it and sends it again',
      });
    await handler({ ...batch, part: 0 }, signal);
    return { through: 'store' };
  }

  consume(handler: IngestHandler): AsyncDisposable {
    this.#handlers.add(handler);
    return {
      [Symbol.asyncDispose]: async () => {
        this.#handlers.delete(handler);
      },
    };
  }

  async lag(): Promise<undefined> {
    return undefined;
  }
}
