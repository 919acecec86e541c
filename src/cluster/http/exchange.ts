import type { Agent, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { checkpoint } from '#kit/abort.ts';
import type { Timing } from '../timing.ts';
import { networkError, unreachable } from './network-error.ts';

export interface Exchange {
  /** Origin and path prefix. */
  readonly server: string;
  /** With its query; follows the prefix as it stands. */
  readonly path: string;
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string;
  readonly agent: Agent;
  readonly timing: Timing;
  readonly signal: AbortSignal;
}

/** One request up to the head of its answer, whatever its status. Redirects are not followed. Throws `access.*`, `integrity.untrusted`. */
export async function exchange(call: Exchange): Promise<IncomingMessage> {
  const { server, path, method, headers, body, agent, timing, signal } = call;
  checkpoint(signal);
  const base = new URL(server);
  const make = base.protocol === 'https:' ? tlsRequest : plainRequest;
  return await new Promise((resolve, reject) => {
    function fail(error: unknown): void {
      clearTimeout(timer);
      reject(signal.aborted ? (signal.reason as Error) : networkError(error, server));
    }
    const target = {
      protocol: base.protocol,
      hostname: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port === '' ? (base.protocol === 'https:' ? 443 : 80) : Number(base.port),
      path: `${base.pathname.replace(/\/+$/, '')}${path}`,
    };
    const timer = setTimeout(
      () => sent.destroy(unreachable(server, 'it does not answer in time')),
      timing.answerMs,
    );
    const sent = make({ ...target, method, headers, agent, signal });
    sent.on('error', fail);
    sent.on('socket', (socket) => {
      if (!socket.connecting) return;
      const limit = setTimeout(() => {
        sent.destroy(unreachable(server, 'it does not accept the connection in time'));
      }, timing.connectMs);
      socket.once('connect', () => clearTimeout(limit)).once('close', () => clearTimeout(limit));
    });
    sent.on('response', (response) => {
      clearTimeout(timer);
      // Whoever reads hears of it; a break before the first read must not end the process.
      response.on('error', () => undefined);
      resolve(response);
    });
    sent.end(body);
  });
}
