import type { Scope } from '#contract/scope.ts';
import { LocalBus } from './local-bus.ts';

/** Joins the processes of one platform: tells them that there is something, and carries what agents send. */
export interface Bus extends AsyncDisposable {
  readonly state: BusState;
  /** Settles when it is connected for the first time, or will never be. */
  readonly ready: Promise<void>;
  /** Wake-ups about a topic (`jobs`, `changes`), also from and to other processes; they may be lost, so listeners also look. */
  announcer(topic: string): BusAnnouncer;
  readonly ingest: IngestStream;
}

/** What is to be told about a bus. Times are milliseconds since the Unix epoch. */
export interface BusState {
  readonly kind: 'in-process' | 'nats';
  readonly connected: boolean;
  /** Without credentials. */
  readonly server: string;
  /** Since when `connected` is what it is. */
  readonly since: number;
  readonly error?: string;
  /** Batches that no handler could ever take, and were put aside. */
  readonly refused: number;
}

export interface BusAnnouncer {
  tell(): void;
  /** Answers how to stop listening. Never called while `tell` runs. */
  listen(listener: () => void): () => void;
}

/** Lines of JSON that a node sent. The same batch, and parts of it, may come more than once. */
export interface IngestBatch {
  /** Of the sender; with `part` it names the message. */
  readonly id: string;
  readonly node: string;
  /** Number of the part, where a batch had to be split. */
  readonly part: number;
  readonly body: Uint8Array;
  /** What the taker of a batch has to know of its sender; travels with it, short. */
  readonly about?: string;
}
export type IngestHandler = (batch: IngestBatch, signal: AbortSignal) => Promise<void>;

/** What agents send, on its way to the store. */
export interface IngestStream {
  /**
   * Returns when the batch is safe: in the stream, or in the store where there is no stream or it cannot be reached. Throws
   * `access.rate-limited` when the stream is full and `access.unreachable` when neither takes it: the agent keeps it.
   */
  publish(
    batch: Pick<IngestBatch, 'id' | 'node' | 'body' | 'about'>,
    signal: AbortSignal,
  ): Promise<{ readonly through: 'stream' | 'store' }>;
  /**
   * Takes what comes. A batch is acknowledged when the handler returns, so it returns when its transaction is committed; what it
   * throws makes the batch come again later, but for `input.*` and `limit.*`: those are put aside and counted.
   */
  consume(handler: IngestHandler, options?: { readonly parallel?: number }): AsyncDisposable;
  /** What waits in the stream; undefined without one, or while it cannot be asked. */
  lag(): Promise<{ readonly messages: number; readonly bytes: number } | undefined>;
}

/**
 * Opens the bus at `nats://…` or `tls://…`, or within this process where no address is given. Does not wait for the server: one that
 * is away is sought until it is there. Throws `usage.invalid-argument` for an address that is none.
 */
export async function openBus(url: string | undefined, scope: Scope): Promise<Bus> {
  if (url === undefined || url === '') return new LocalBus(scope);
  const { openNatsBus } = await import('./nats-bus.ts');
  return openNatsBus(url, scope);
}
