import { setTimeout as delay } from 'node:timers/promises';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { Scope } from '#contract/scope.ts';
import { type NatsAddress, shownAddress } from './address.ts';

/** Why and since when there is a connection, or none. */
export interface LinkState {
  readonly connected: boolean;
  readonly since: number;
  readonly error?: string;
}

const firstPauseMs = 250;
const longestPauseMs = 5000;

/** A connection that is sought for as long as the platform runs. */
export class NatsLink implements AsyncDisposable {
  readonly ready: Promise<void>;
  readonly #address: NatsAddress;
  readonly #scope: Scope;
  readonly #stop = new AbortController();
  readonly #onConnect: (connection: NatsConnection) => void;
  readonly #loop: Promise<void>;
  #connection: NatsConnection | undefined;
  #state: LinkState;

  constructor(address: NatsAddress, onConnect: (connection: NatsConnection) => void, scope: Scope) {
    this.#address = address;
    this.#onConnect = onConnect;
    this.#scope = scope;
    this.#state = { connected: false, since: scope.clock().getTime(), error: 'not yet connected' };
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#loop = this.#run(resolve).finally(resolve);
  }

  get state(): LinkState {
    return this.#state;
  }

  /** The connection, while it stands. */
  get connection(): NatsConnection | undefined {
    return this.#state.connected ? this.#connection : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#connection?.close().catch(() => undefined);
    await this.#loop;
  }

  async #run(ready: () => void): Promise<void> {
    const { signal } = this.#stop;
    let pauseMs = firstPauseMs;
    while (!signal.aborted) {
      const connection = await this.#connect();
      if (connection !== undefined) {
        pauseMs = firstPauseMs;
        await this.#attend(connection, ready);
      }
      if (signal.aborted) break;
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }

  async #connect(): Promise<NatsConnection | undefined> {
    const { servers, tls, user, password, token } = this.#address;
    try {
      return await connect({
        servers: [...servers],
        name: 'caisson',
        timeout: 5000,
        pingInterval: 10_000,
        maxPingOut: 2,
        maxReconnectAttempts: -1,
        reconnectTimeWait: 500,
        ...(tls && { tls: {} }),
        ...(user !== undefined && { user }),
        ...(password !== undefined && { pass: password }),
        ...(token !== undefined && { token }),
      });
    } catch (error) {
      this.#tell(false, reasonOf(error));
      return undefined;
    }
  }

  /** Until the connection is closed for good; it heals itself meanwhile. */
  async #attend(connection: NatsConnection, ready: () => void): Promise<void> {
    if (this.#stop.signal.aborted) {
      await connection.close();
      return;
    }
    this.#connection = connection;
    this.#tell(true);
    this.#onConnect(connection);
    ready();
    const watched = this.#watch(connection);
    const error = await connection.closed();
    await watched;
    this.#connection = undefined;
    this.#tell(false, reasonOf(error ?? 'the connection was closed'));
  }

  async #watch(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') this.#tell(false, 'the connection was lost');
      else if (status.type === 'reconnect') this.#tell(true);
    }
  }

  #tell(connected: boolean, error?: string): void {
    const isNews = connected !== this.#state.connected || this.#state.error !== error;
    const since =
      connected === this.#state.connected ? this.#state.since : this.#scope.clock().getTime();
    this.#state = { connected, since, ...(error !== undefined && { error }) };
    if (!isNews || this.#stop.signal.aborted) return;
    const server = shownAddress(this.#address);
    if (connected) this.#scope.log.info('the bus is connected', { server });
    else this.#scope.log.warn('the bus cannot be reached', { server, error });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
