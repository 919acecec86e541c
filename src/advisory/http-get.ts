import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { CaissonError, type ErrorCode } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

const maxRedirects = 5;
const goodStatuses = [200, 304, 206, 416] as const;

/** How to fetch. `ca` is PEM text that replaces the system's authorities; the time-out counts idle time. */
export interface HttpOptions {
  readonly ca?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A response with status 200 or 304, or to a `range` 206 or 416; `body` must be read or `close` called. */
export interface HttpResponse {
  readonly status: (typeof goodStatuses)[number];
  readonly etag?: string;
  /** As the server writes it, to be sent back in `if-modified-since`. */
  readonly lastModified?: string;
  /** Of a 206: `bytes 100-199/200`. */
  readonly contentRange?: string;
  readonly body: AsyncIterable<Uint8Array>;
  close(): void;
}

/**
 * GET over HTTP or HTTPS. Credentials in the URL go to its own origin only, never to where a redirect leads; from HTTPS no
 * redirect leads to HTTP. Throws `access.*`, or `input.not-found` for 404 and 410.
 */
export async function httpGet(url: string, options: HttpOptions): Promise<HttpResponse> {
  let target = parseUrl(url);
  const origin = target.origin;
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const response = await send(target, options, target.origin === origin);
    const next = response.headers.location;
    if (!isRedirect(response.statusCode) || next === undefined)
      return finish(response, target, options);
    response.resume();
    target = redirect(target, next);
  }
  throw unreachable(target, 'too many redirects');
}

/** Reads a body whole. Throws `limit.size` beyond `maxBytes`. */
export async function readBody(response: HttpResponse, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > maxBytes) {
      response.close();
      throw new CaissonError('limit.size', 'a response is too large');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !isWeb(url))
    throw new CaissonError('usage.invalid-argument', `${quote(text)} is not an http or https URL`);
  return url;
}

function redirect(from: URL, location: string): URL {
  const target = URL.parse(location, from.href);
  if (target === null || !isWeb(target)) throw unreachable(from, 'it redirects to no web address');
  if (from.protocol === 'https:' && target.protocol === 'http:')
    throw unreachable(from, 'it redirects from https to http');
  target.username = '';
  target.password = '';
  return target;
}

function isWeb(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:';
}

function isRedirect(status: number | undefined): boolean {
  return status !== undefined && [301, 302, 303, 307, 308].includes(status);
}

function send(url: URL, options: HttpOptions, isOwn: boolean): Promise<IncomingMessage> {
  const { ca, timeoutMs, signal, headers } = options;
  const auth = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const settings = {
    signal,
    headers: { 'user-agent': 'caisson', ...headers },
    ...(isOwn && url.username !== '' && { auth }),
    ...(ca !== undefined && { ca }),
  };
  return new Promise((resolve, reject) => {
    const make = url.protocol === 'https:' ? tlsRequest : plainRequest;
    const bare = new URL(url);
    bare.username = '';
    bare.password = '';
    const request = make(bare, settings, resolve);
    request.setTimeout(timeoutMs, () => request.destroy(new Error('timed out')));
    request.on('error', (cause) =>
      reject(signal.aborted ? abortReason(signal) : unreachable(url, cause.message, cause)),
    );
    request.end();
  });
}

function finish(
  response: IncomingMessage,
  url: URL,
  { headers, signal }: HttpOptions,
): HttpResponse {
  const answered = response.statusCode ?? 0;
  const allowed = headers?.['range'] === undefined ? goodStatuses.slice(0, 2) : goodStatuses;
  const status = allowed.find((one) => one === answered);
  if (status === undefined) {
    response.resume();
    const isBusy = answered === 429 || answered === 503;
    const later = isBusy ? retryLater(response.headers['retry-after']) : undefined;
    throw new CaissonError(codeOf(answered), `${quote(shown(url))} answered ${answered}`, {
      cause: later,
    });
  }
  const { etag, 'last-modified': lastModified, 'content-range': contentRange } = response.headers;
  return {
    status,
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
    ...(contentRange !== undefined && { contentRange }),
    body: readChunks(response, url, signal),
    close: () => response.destroy(),
  };
}

/** The cause of `access.rate-limited` (or of `access.unreachable` for 503) when the server says how long to wait. */
export class RetryLater extends Error {
  readonly seconds: number;

  constructor(seconds: number) {
    super(`retry after ${seconds} seconds`);
    this.seconds = seconds;
  }
}

/** Seconds only; a date counts as if nothing was said (RFC 9110, section 10.2.3). */
function retryLater(header: string | undefined): RetryLater | undefined {
  return header !== undefined && /^\d{1,7}$/.test(header)
    ? new RetryLater(Number(header))
    : undefined;
}

async function* readChunks(
  response: IncomingMessage,
  url: URL,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of response) if (chunk instanceof Uint8Array) yield chunk;
  } catch (cause) {
    throw signal.aborted
      ? abortReason(signal)
      : unreachable(url, 'the connection broke off', cause);
  }
}

function codeOf(status: number): ErrorCode {
  if (status === 404 || status === 410) return 'input.not-found';
  if (status === 401) return 'access.unauthenticated';
  if (status === 403) return 'access.forbidden';
  return status === 429 ? 'access.rate-limited' : 'access.unreachable';
}

/** What an abort carries is thrown as it is. */
function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted');
}

function unreachable(url: URL, detail: string, cause?: unknown): CaissonError {
  return new CaissonError('access.unreachable', `cannot fetch ${quote(shown(url))}: ${detail}`, {
    cause,
  });
}

/** Without credentials and query, which may be secret. */
function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
