import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Call, Caller } from '#contract/platform.ts';
import { CaissonError } from '#kit/error.ts';
import { permissions } from '#wire/permission.ts';
import type { LiveEvent } from '#wire/routes.ts';
import { callerOf } from './credential.ts';
import type { Web } from './parts.ts';

/** A call with what it came by and what it is answered by. */
export interface Answering {
  readonly call: Call;
  readonly reply: FastifyReply;
  readonly request: FastifyRequest;
  readonly web: Web;
}

/**
 * Server-sent events (HTML Living Standard §9.2). The stream ends when its caller may no longer listen or may see something else
 * than before, when the reader is too slow, and when the server closes; the browser comes back with `Last-Event-ID`.
 */
export async function sendEvents(
  events: AsyncIterable<LiveEvent>,
  at: Answering,
): Promise<FastifyReply> {
  const { reply, web, call } = at;
  using _place = takePlace(web, `${call.caller.kind}:${call.caller.id}`);
  const ended = new AbortController();
  begin(reply);
  reply.hijack();
  const timers = [
    setInterval(() => beat(reply.raw), web.settings.heartbeatMs),
    setInterval(() => void endIfChanged(at, ended), web.settings.recheckMs),
  ];
  try {
    await pump(events, reply.raw, AbortSignal.any([call.signal, ended.signal]));
  } catch (error) {
    if (!call.signal.aborted) web.scope.log.warn('a live view ended with an error', { error });
  } finally {
    for (const timer of timers) clearInterval(timer);
    reply.raw.end();
  }
  return reply;
}

/** Live views are counted, in all and of each caller. Throws `access.rate-limited`. */
function takePlace({ streams, settings, http }: Web, who: string): Disposable {
  const all = [...streams.values()].reduce((sum, count) => sum + count, 0);
  const own = streams.get(who) ?? 0;
  if (all >= settings.maxStreams || own >= settings.maxStreamsOfOne)
    throw new CaissonError('access.rate-limited', 'too many live views are open');
  streams.set(who, own + 1);
  http.streams.inc();
  return {
    [Symbol.dispose]: () => {
      const left = (streams.get(who) ?? 1) - 1;
      if (left > 0) streams.set(who, left);
      else streams.delete(who);
      http.streams.dec();
    },
  };
}

function begin(reply: FastifyReply): void {
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
  });
  raw.write('retry: 3000\n\n');
}

/** Keeps proxies from closing a quiet stream. */
function beat(raw: ServerResponse): void {
  if (!raw.writableNeedDrain && !raw.writableEnded) raw.write(': beat\n\n');
}

async function pump(
  events: AsyncIterable<LiveEvent>,
  raw: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const iterator = events[Symbol.asyncIterator]();
  const stopped = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), stopped]);
      if (next === undefined || next.done === true || signal.aborted) return;
      if (!raw.write(formatEvent(next.value))) await drained(raw, signal);
    }
  } finally {
    // It may be waiting for ever: nobody waits for it.
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

/** A reader that does not read for half a minute is gone. */
async function drained(raw: ServerResponse, signal: AbortSignal): Promise<void> {
  await once(raw, 'drain', { signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]) });
}

function formatEvent({ id, event, data }: LiveEvent): string {
  return `id: ${oneLine(id)}\nevent: ${oneLine(event)}\ndata: ${JSON.stringify(data)}\n\n`;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\0]/gu, ' ');
}

/** Sessions end, tokens are revoked, grants change: what was true when the stream began is asked again. */
async function endIfChanged(
  { request, web, call }: Answering,
  ended: AbortController,
): Promise<void> {
  try {
    const caller = await callerOf(request, web);
    if (caller === undefined || rightsOf(caller) !== rightsOf(call.caller)) ended.abort();
  } catch {
    ended.abort(); // who cannot be checked does not listen
  }
}

function rightsOf(caller: Caller): string {
  return JSON.stringify(permissions.map((permission) => caller.reachOf(permission) ?? null));
}
