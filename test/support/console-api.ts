import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { Route } from '#wire/route.ts';
import { type OperationId, routes } from '#wire/routes.ts';
import { ApiFault } from './console/answer.ts';
import { answersOf } from './console/answers.ts';
import { plausible } from './console/plausible.ts';
import { SeededRandom } from './console/random.ts';

/** Answers to give instead of the seeded ones, by operation. */
export type Overrides = Readonly<Partial<Record<OperationId, (input: unknown) => unknown>>>;

/** A server for the console's pages without the platform: seeded answers that the schemas of the routes accept. */
export interface ConsoleApi extends AsyncDisposable {
  readonly url: string;
  /** Operations that were called, in order. */
  readonly calls: string[];
  /** Requests that the route table does not have, or that its schemas refuse, and answers that break their schema. */
  readonly faults: string[];
  /** Sends a change to all live streams. */
  tell(kind: string, text: string): void;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
/** As the real server has it. */
export const securityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/** Serves the built console of `folder` and the API. `now` defaults to the clock. */
export async function startConsoleApi(options: {
  readonly folder: string;
  readonly port?: number;
  readonly now?: number;
  readonly overrides?: Overrides;
}): Promise<ConsoleApi> {
  const now = options.now ?? Date.now();
  const answers: Record<string, ((input: never) => unknown) | undefined> = {
    ...answersOf(now),
    ...options.overrides,
  };
  const streams = new Set<ServerResponse>();
  const calls: string[] = [];
  const faults: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://local');
    if (!url.pathname.startsWith('/api/')) return sendFile(options.folder, url.pathname, response);
    void answer({ request, response, url, answers, calls, faults, streams });
    return undefined;
  });
  await new Promise<void>((done) => {
    server.listen(options.port ?? 0, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    faults,
    tell: (kind, text) => {
      for (const stream of streams)
        stream.write(
          `id: 1\nevent: ${kind}\ndata: ${JSON.stringify({ kind, text, subject: '1' })}\n\n`,
        );
    },
    [Symbol.asyncDispose]: () => closed(server, streams),
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly answers: Record<string, ((input: never) => unknown) | undefined>;
  readonly calls: string[];
  readonly faults: string[];
  readonly streams: Set<ServerResponse>;
}

async function answer(exchange: Exchange): Promise<void> {
  const { response, faults, url, request } = exchange;
  try {
    await answerOperation(exchange);
  } catch (error) {
    const fault = error instanceof ApiFault ? error : new ApiFault(500, 'internal', String(error));
    if (!(error instanceof ApiFault))
      faults.push(`${request.method} ${url.pathname}${url.search}: ${String(error)}`);
    response.writeHead(fault.status, { 'content-type': 'application/problem+json' });
    response.end(
      JSON.stringify({
        type: 'about:blank',
        title: fault.message,
        detail: fault.message,
        status: fault.status,
        code: fault.code,
        hint: 'ask an administrator',
        instance: 'r-1',
      }),
    );
  }
}

async function answerOperation(exchange: Exchange): Promise<void> {
  const { request, response, url } = exchange;
  const matched = operationOf(request.method ?? '', url.pathname);
  if (matched === undefined) throw new Error('not in the route table');
  const [id, route, params] = matched;
  exchange.calls.push(id);
  refuseForged(route, request);
  const body = await bodyOf(request);
  const input = {
    params: route.params?.parse(params),
    query: route.query?.strict().parse(queryOf(url)),
    body: route.body?.parse(body),
  };
  if (route.answer === 'events') return openStream(response, exchange.streams);
  if (route.answer === 'file') {
    response.writeHead(200, {
      'content-type': 'text/plain',
      'content-disposition': 'attachment; filename="file.txt"',
    });
    response.end('file\n');
    return undefined;
  }
  const own = exchange.answers[id];
  const value =
    own === undefined
      ? plausible(route.answer, id, new SeededRandom(id.length))
      : own(input as never);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(route.answer.parse(value)));
  return undefined;
}

function refuseForged(route: Route, request: IncomingMessage): void {
  if (route.method === 'GET' || route.permission === 'public') return;
  if (request.headers['x-csrf-token'] !== 'c'.repeat(32))
    throw new ApiFault(403, 'access.forbidden', 'the CSRF token is missing');
}

function operationOf(
  method: string,
  pathname: string,
): [OperationId, Route, Record<string, string>] | undefined {
  const parts = pathname.slice('/api/v1/'.length).split('/');
  const table = Object.entries(routes) as [OperationId, Route][];
  // A fixed word wins over a parameter at the same place.
  const fitting = table.filter(([, route]) => route.method === method && fits(route.path, parts));
  const [best] = fitting.toSorted(
    ([, a], [, b]) => a.path.split('{').length - b.path.split('{').length,
  );
  if (best === undefined) return undefined;
  const names = best[1].path.slice(1).split('/');
  return [
    ...best,
    Object.fromEntries(
      names.flatMap((name, at) =>
        name.startsWith('{') ? [[name.slice(1, -1), decodeURIComponent(parts[at] ?? '')]] : [],
      ),
    ),
  ];
}

function fits(path: string, parts: readonly string[]): boolean {
  const names = path.slice(1).split('/');
  return (
    names.length === parts.length &&
    names.every((name, at) => name.startsWith('{') || name === parts[at])
  );
}

function queryOf(url: URL): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return query;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

function openStream(response: ServerResponse, streams: Set<ServerResponse>): undefined {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': hello\n\n');
  streams.add(response);
  response.on('close', () => streams.delete(response));
  return undefined;
}

function sendFile(folder: string, pathname: string, response: ServerResponse): void {
  const asked = join(folder, normalize(pathname));
  const path =
    asked.startsWith(folder) && existsSync(asked) && statSync(asked).isFile()
      ? asked
      : join(folder, 'index.html');
  const isPacked = existsSync(`${path}.br`);
  response.writeHead(200, {
    'content-type': types[extname(path)] ?? 'application/octet-stream',
    'content-security-policy': securityPolicy,
    ...(isPacked ? { 'content-encoding': 'br' } : {}),
  });
  createReadStream(isPacked ? `${path}.br` : path).pipe(response);
}

async function closed(server: Server, streams: Set<ServerResponse>): Promise<void> {
  for (const stream of streams) stream.destroy();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}
