import type { Agent } from 'node:http';
import type { ClientKeys, Connection } from '../config/connection.ts';
import { makeAgent } from '../http/agent.ts';

/** The open connections. A new client certificate begins new ones; those in use end by themselves. */
export class AgentCache {
  readonly #connection: Connection;
  readonly #timeoutMs: number;
  #held: { readonly agent: Agent; readonly keys: ClientKeys | undefined } | undefined;

  constructor(connection: Connection, timeoutMs: number) {
    this.#connection = connection;
    this.#timeoutMs = timeoutMs;
  }

  agentFor(keys: ClientKeys | undefined): Agent {
    const held = this.#held;
    const isSame = held?.keys?.certificate === keys?.certificate && held?.keys?.key === keys?.key;
    if (held !== undefined && isSame) return held.agent;
    const agent = makeAgent(this.#connection, keys, this.#timeoutMs);
    this.#held = { agent, keys };
    return agent;
  }

  close(): void {
    this.#held?.agent.destroy();
    this.#held = undefined;
  }
}
