import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { CaissonError } from '#kit/error.ts';
import { connectionError } from './connection-error.ts';
import { type EgressPolicy, parseTarget, resolveTarget, serverNameOf } from './target.ts';

export interface EgressRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  /** None of them goes to another origin when the answer redirects. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Of the whole exchange, redirects included; 30 s where nothing is said. */
  readonly timeoutMs?: number;
}
export interface EgressAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** UTF-8; never longer than 1 MiB. */
  readonly body: string;
}

const mostRedirects = 5;
const mostBytes = 2 ** 20;
const idleMs = 15_000;
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * One exchange with the outside. The name is resolved once, every address is judged, and the judged address is the one that
 * is connected to; TLS still verifies the name. Answers are never decompressed. Throws `access.forbidden`,
 * `access.unreachable`, `limit.size`, `limit.time`.
 */
export async function sendRequest(
  wish: EgressRequest,
  policy: EgressPolicy,
  signal: AbortSignal,
): Promise<EgressAnswer> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(wish.timeoutMs ?? 30_000)]);
  let url = parseTarget(wish.url);
  let { method, headers, body } = wish;
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const answer = await exchange({ url, method, headers, body }, policy, limited);
    const location = answer.headers['location'];
    if (!redirects.has(answer.status) || location === undefined) return answer;
    const next = parseTarget(new URL(location, url).href);
    if (url.protocol === 'https:' && next.protocol === 'http:')
      throw new CaissonError('access.forbidden', 'redirected from https to http');
    // Records never follow to another origin: they may be as secret as what is in the headers.
    if (next.origin !== url.origin) {
      if (body !== undefined)
        throw new CaissonError('access.forbidden', 'redirected to another origin');
      headers = {};
    }
    if (answer.status === 303) {
      method = 'GET';
      body = undefined;
    }
    url = next;
  }
  throw new CaissonError('access.unreachable', 'too many redirects');
}

interface Exchange {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

async function exchange(
  { url, method, headers, body }: Exchange,
  policy: EgressPolicy,
  signal: AbortSignal,
): Promise<EgressAnswer> {
  const address = await resolveTarget(url.hostname, policy);
  const family = isIP(address);
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const length = bytes === undefined ? {} : { 'content-length': String(bytes.length) };
  return new Promise((resolve, reject) => {
    const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = open(
      url,
      {
        method,
        headers: { 'accept-encoding': 'identity', ...headers, ...length },
        signal,
        agent: false,
        maxHeaderSize: 32_768,
        timeout: idleMs,
        ...serverNameOf(url.hostname),
        lookup: (_host, options, done) => {
          if (options.all === true) done(null, [{ address, family }]);
          else done(null, address, family);
        },
      },
      (response) => readAnswer(response).then(resolve, reject),
    );
    request.on('timeout', () => request.destroy(new Error('nothing came for too long')));
    request.on('error', (cause) => reject(toError(cause, signal)));
    request.end(bytes);
  });
}

async function readAnswer(response: IncomingMessage): Promise<EgressAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    const bytes: Buffer = Buffer.from(chunk);
    size += bytes.length;
    if (size > mostBytes) {
      response.destroy();
      throw new CaissonError('limit.size', 'the answer is too long');
    }
    chunks.push(bytes);
  }
  const headers = Object.entries(response.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')] as const,
  );
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function toError(cause: Error, signal: AbortSignal): CaissonError {
  if (cause instanceof CaissonError) return cause;
  if (signal.aborted) return new CaissonError('limit.time', 'no answer in time', { cause });
  return connectionError(cause, 'cannot connect');
}
