import { Client, type ClientConfig } from 'pg';
import type { Scope } from '#contract/scope.ts';

const everyMs = 5000;
const answerMs = 5000;
/** As often in a row must a server not answer before it counts as gone: one that is merely slow is not. */
const silences = 2;

/**
 * Asks a server now and then whether it is there, on a connection of its own, while something has been under way for long. A machine that lost its power or
 * an address that moved resets nothing: without this, a statement under way waits as long as the longest may take.
 */
export class Pulse implements Disposable {
  readonly #config: ClientConfig;
  readonly #log: Scope['log'];
  readonly #isNeeded: () => boolean;
  readonly #give: () => void;
  readonly #timer: NodeJS.Timeout;
  #silent = 0;
  #isAsking = false;

  /** `give` breaks what is under way. */
  constructor(
    parts: {
      readonly config: ClientConfig;
      readonly isNeeded: () => boolean;
      readonly give: () => void;
    },
    { log }: Pick<Scope, 'log'>,
  ) {
    this.#config = parts.config;
    this.#isNeeded = parts.isNeeded;
    this.#give = parts.give;
    this.#log = log;
    this.#timer = setInterval(() => void this.#beat(), everyMs);
    this.#timer.unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  async #beat(): Promise<void> {
    if (this.#isAsking) return;
    if (!this.#isNeeded()) {
      this.#silent = 0;
      return;
    }
    this.#isAsking = true;
    this.#silent = (await this.#answers()) ? 0 : this.#silent + 1;
    this.#isAsking = false;
    if (this.#silent < silences) return;
    this.#log.warn('the database does not answer any more: what was asked of it is given up');
    this.#give();
  }

  /** A refusal is an answer as well: what was under way has failed by itself then. */
  async #answers(): Promise<boolean> {
    const client = new Client({
      ...this.#config,
      connectionTimeoutMillis: answerMs,
      query_timeout: answerMs,
    });
    client.on('error', ignore);
    try {
      await client.connect();
      await client.query('SELECT 1');
      return true;
    } catch (error) {
      return !isSilence(error);
    } finally {
      void client.end().catch(ignore);
    }
  }
}

/** What the driver says when nothing came back in time. */
function isSilence(error: unknown): boolean {
  const text = error instanceof Error ? error.message : String(error);
  return /timeout|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/i.test(text);
}

function ignore(): void {}
