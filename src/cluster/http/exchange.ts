import type { Agent, ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
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
  const { server, timing, signal } = call;
  checkpoint(signal);
  const sent = prepare(call);
  const timer = setTimeout(() => {
    sent.destroy(unreachable(server, 'it does not answer in time'));
  }, timing.answerMs);
  sent.on('socket', (socket) => boundConnecting(socket, sent, call));
  try {
    return await answerTo(sent, call.body);
  } catch (error) {
    checkpoint(signal);
    throw networkError(error, server);
  } finally {
    clearTimeout(timer);
  }
}

/** Throws `usage.invalid-argument` for a path or a header that cannot be sent. */
function prepare({ server, path, method, headers, agent, signal }: Exchange): ClientRequest {
  const base = new URL(server);
  const isTls = base.protocol === 'https:';
  const make = isTls ? tlsRequest : plainRequest;
  try {
    return make({
      protocol: base.protocol,
      hostname: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port === '' ? (isTls ? 443 : 80) : Number(base.port),
      path: `${base.pathname.replace(/\/+$/, '')}${path}`,
      method,
      headers,
      agent,
      signal,
    });
  } catch (cause) {
    throw new CaissonError('usage.invalid-argument', `cannot ask for ${quote(path)}`, { cause });
  }
}

function boundConnecting(socket: Socket, sent: ClientRequest, { server, timing }: Exchange): void {
  if (!socket.connecting) return;
  const limit = setTimeout(() => {
    sent.destroy(unreachable(server, 'it does not accept the connection in time'));
  }, timing.connectMs);
  socket.once('connect', () => clearTimeout(limit)).once('close', () => clearTimeout(limit));
}

async function answerTo(sent: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      // Whoever reads hears of it; a break before the first read must not end the process.
      response.on('error', () => undefined);
      resolve(response);
    });
    sent.end(body);
  });
}
