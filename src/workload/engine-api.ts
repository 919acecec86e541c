import type { IncomingMessage, RequestOptions } from 'node:http';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { printable, quote } from '#kit/text.ts';
import { textAt } from './json-field.ts';

/** Docker's HTTP API over a unix socket; podman speaks it too. */
export interface EngineApi {
  readonly socket: string;
  /** The decoded answer, `undefined` for 404. Throws `access.*`, `host.io`, `input.malformed`, `limit.size`. */
  get(path: string, signal: AbortSignal): Promise<unknown>;
  /** Throws `input.not-found` for 404; what is already so (304) is no error. */
  post(path: string, signal: AbortSignal, answerMs?: number): Promise<void>;
  /** JSON documents, one a line, until the engine ends them. */
  stream(path: string, signal: AbortSignal): AsyncIterable<unknown>;
}

const maxAnswerBytes = 16 << 20;
const maxWaitMs = 2 ** 31 - 1;
const maxLineBytes = 1 << 20;

/** An engine by its socket. Nothing is asked yet. */
export function engineApi(socket: string, answerMs: number): EngineApi {
  async function ask(
    method: string,
    path: string,
    signal: AbortSignal,
    patienceMs: number,
  ): Promise<IncomingMessage> {
    signal.throwIfAborted();
    try {
      return await headOf({ socketPath: socket, method, path, signal }, patienceMs);
    } catch (cause) {
      throw failureOf(cause, socket, signal);
    }
  }

  return {
    socket,
    async get(path, signal) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
      const answer = await ask('GET', path, limit, answerMs);
      const text = await textOf(answer, socket, signal);
      if (answer.statusCode === 404) return undefined;
      if (answer.statusCode !== 200) throw refusal(answer, text, socket);
      return parseJson(text, `the answer of ${quote(socket)}`);
    },
    async post(path, signal, patienceMs = answerMs) {
      const answer = await ask('POST', path, signal, patienceMs);
      const text = await textOf(answer, socket, signal);
      const status = answer.statusCode ?? 0;
      if ((status < 200 || status > 299) && status !== 304) throw refusal(answer, text, socket);
    },
    async *stream(path, signal) {
      // Some engines send no head before there is an event.
      const answer = await ask('GET', path, signal, maxWaitMs);
      if (answer.statusCode !== 200)
        throw refusal(answer, await textOf(answer, socket, signal), socket);
      try {
        for await (const line of linesOf(answer))
          yield parseJson(line, `an event of ${quote(socket)}`);
      } catch (cause) {
        throw failureOf(cause, socket, signal);
      } finally {
        answer.destroy();
      }
    },
  };
}

/** An id or name as a part of a path. Throws `usage.invalid-argument`. */
export function idPart(id: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,254}$/.test(id)) return encodeURIComponent(id);
  throw new CaissonError(
    'usage.invalid-argument',
    `${quote(id.slice(0, 100))} is not a container's id`,
  );
}

async function headOf(
  options: Pick<RequestOptions, 'socketPath' | 'method' | 'path' | 'signal'>,
  patienceMs: number,
): Promise<IncomingMessage> {
  const { request } = await import('node:http');
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  // One connection a question: a lost engine must not leave a dead one in a pool.
  const outgoing = request({ ...options, agent: false, headers: { host: 'engine' } });
  const timer = setTimeout(() => {
    outgoing.destroy(new CaissonError('access.unreachable', 'the engine does not answer'));
  }, patienceMs);
  outgoing.once('response', resolve).on('error', reject).end();
  return await promise.finally(() => clearTimeout(timer));
}

async function textOf(
  answer: IncomingMessage,
  socket: string,
  signal: AbortSignal,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer) {
      // Without an encoding set, node:http gives buffers.
      const bytes = chunk as Buffer;
      size += bytes.length;
      if (size > maxAnswerBytes)
        throw new CaissonError('limit.size', `${quote(socket)} answers with too much`);
      chunks.push(bytes);
    }
  } catch (cause) {
    throw failureOf(cause, socket, signal);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}

async function* linesOf(answer: IncomingMessage): AsyncGenerator<string, void, undefined> {
  let rest = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) {
    const lines = `${rest}${String(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxLineBytes) throw new CaissonError('limit.size', 'an event is too large');
    for (const line of lines) if (line.trim() !== '') yield line;
  }
}

function refusal(answer: IncomingMessage, text: string, socket: string): CaissonError {
  const message = messageOf(text);
  const status = answer.statusCode ?? 0;
  const told = `${quote(socket)} answers ${status}${message === undefined ? '' : `: ${message}`}`;
  if (status === 404) return new CaissonError('input.not-found', told);
  return new CaissonError(status === 403 ? 'access.forbidden' : 'host.io', told);
}

function messageOf(text: string): string | undefined {
  try {
    const message = textAt(parseJson(text, 'the error'), 'message');
    return message === undefined ? undefined : printable(message.slice(0, 300));
  } catch {
    // The status alone is a complete error.
    return undefined;
  }
}

function failureOf(cause: unknown, socket: string, signal: AbortSignal): unknown {
  if (isCaissonError(cause)) return cause;
  if (signal.aborted && signal.reason instanceof Error && signal.reason.name !== 'TimeoutError')
    return signal.reason;
  const code = cause instanceof Error && 'code' in cause ? cause.code : '';
  if (code === 'EACCES' || code === 'EPERM')
    return new CaissonError('access.forbidden', `no permission to use ${quote(socket)}`, { cause });
  return new CaissonError('access.unreachable', `${quote(socket)} is not reached`, { cause });
}
