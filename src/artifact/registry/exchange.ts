import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { CaissonError } from '#kit/error.ts';
import { NetworkError, networkError } from './network-error.ts';
import type { Timing } from './settings.ts';

/** One request. `content` may be a stream: then `content-length` must stand in the headers. */
export interface ExchangeRequest {
  readonly url: URL;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly content?: Uint8Array | AsyncIterable<Uint8Array>;
  readonly agent?: Agent;
  /** A unix socket in place of the URL's host. */
  readonly socketPath?: string;
}

/** The answer. The body must be read to its end, or `discard` called. */
export interface Exchange {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: AsyncIterable<Uint8Array>;
  /** Milliseconds that a body may take that is read whole. */
  readonly documentMs: number;
  readonly host: string;
  discard(): void;
}

const maxDrainedBytes = 64 * 1024;

type ExchangeTiming = Pick<Timing, 'connectMs' | 'headersMs' | 'idleMs' | 'documentMs'>;

/**
 * Sends one request over node:http or node:https and waits for the head of the answer. Redirects are not followed.
 * Throws `access.unreachable` (`NetworkError`), `integrity.untrusted`, or the signal's reason.
 */
export async function exchange(
  request: ExchangeRequest,
  timing: ExchangeTiming,
  signal: AbortSignal,
): Promise<Exchange> {
  signal.throwIfAborted();
  // Loading node:http takes 17 ms (measured): scans of files must not pay that.
  const { request: start } = await (request.url.protocol === 'https:'
    ? import('node:https')
    : import('node:http'));
  const outgoing = start(request.url, {
    method: request.method,
    headers: request.headers,
    signal,
    ...(request.agent && { agent: request.agent }),
    ...(request.socketPath && { socketPath: request.socketPath }),
  });
  const host = request.socketPath ?? request.url.host;
  try {
    const answer = headOf(outgoing, timing, host);
    const [incoming] = await Promise.all([answer, send(outgoing, request.content, answer)]);
    return {
      status: incoming.statusCode ?? 0,
      headers: incoming.headers,
      documentMs: timing.documentMs,
      host,
      body: bodyOf(incoming, timing.idleMs, host, signal),
      discard: () => discard(incoming),
    };
  } catch (error) {
    outgoing.destroy();
    signal.throwIfAborted();
    throw networkError(error, host);
  }
}

/** Reads a body that must be small. Throws `limit.size` above `maxBytes`, `access.unreachable` when it comes in drops. */
export async function readWhole(
  answer: Exchange,
  maxBytes: number,
  what: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const started = performance.now();
  for await (const chunk of answer.body) {
    size += chunk.length;
    if (size > maxBytes)
      throw new CaissonError('limit.size', `${what} is larger than ${maxBytes} bytes`);
    if (performance.now() - started > answer.documentMs)
      throw new NetworkError(`"${answer.host}" sends too slowly`, true);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** A short rest is read, so that the connection (and its TLS handshake) serves again; a long one is cut off. */
function discard(incoming: IncomingMessage): void {
  incoming.on('error', () => undefined);
  const rest = Number(incoming.headers['content-length'] ?? Number.POSITIVE_INFINITY);
  if (rest <= maxDrainedBytes) incoming.resume();
  else incoming.destroy();
}

async function send(
  outgoing: ClientRequest,
  content: ExchangeRequest['content'],
  answer: Promise<unknown>,
): Promise<void> {
  if (content === undefined || content instanceof Uint8Array) {
    outgoing.end(content);
    return;
  }
  try {
    await pipeline(content, outgoing);
  } catch (error) {
    // A server may refuse an upload and close: its answer says more than the broken pipe.
    if ((await answer.catch(() => undefined)) === undefined) throw error;
  }
}

function headOf(
  outgoing: ClientRequest,
  timing: ExchangeTiming,
  host: string,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  let timer: NodeJS.Timeout | undefined;
  function fail(message: string): void {
    reject(new NetworkError(message, true));
    outgoing.destroy();
  }
  function waitForHead(): void {
    clearTimeout(timer);
    timer = setTimeout(fail, timing.headersMs, `"${host}" does not answer`);
  }
  // Time spent in the agent's queue does not count: only a connection that is ours can be slow.
  outgoing.once('socket', (socket) => {
    timer = setTimeout(fail, timing.connectMs, `"${host}" does not accept the connection`);
    if (!socket.connecting) waitForHead();
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', waitForHead);
  });
  outgoing.once('response', resolve);
  outgoing.on('error', reject);
  return promise.finally(() => clearTimeout(timer));
}

async function* bodyOf(
  incoming: IncomingMessage,
  idleMs: number,
  host: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  let timer: NodeJS.Timeout | undefined;
  // Runs only while we wait for the server, never while the reader is busy with what it got.
  function watch(): void {
    timer = setTimeout(() => {
      incoming.destroy(new NetworkError(`"${host}" fell silent`, true));
    }, idleMs);
  }
  try {
    watch();
    for await (const chunk of incoming) {
      clearTimeout(timer);
      // Without an encoding set, node:http gives buffers.
      yield chunk as Uint8Array;
      watch();
    }
  } catch (error) {
    signal.throwIfAborted();
    throw networkError(error, host);
  } finally {
    clearTimeout(timer);
    if (!incoming.complete) incoming.destroy();
  }
}
