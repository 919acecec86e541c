import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import Fastify, {
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyRequest,
} from 'fastify';
import { CaissonError } from '#kit/error.ts';
import { addApi } from './api.ts';
import { parseBody } from './body.ts';
import { addConsole } from './console.ts';
import { addErrorAnswers, sendError, sendProblem } from './error-answer.ts';
import { addExternalSignIn } from './external.ts';
import { setHeaders } from './headers.ts';
import { addHealth } from './health.ts';
import { isLoopback, isOurHost } from './host.ts';
import { createHttpMetrics } from './metrics.ts';
import type { Web, WebParts } from './parts.ts';
import { problemWith } from './problem.ts';
import { RefusalQuota } from './refusal-quota.ts';
import { addRequestLog } from './request-log.ts';
import { type FullWebSettings, isSecure, withDefaults } from './settings.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: string;
    takes?: string;
    poison?: 'refuse' | 'drop';
  }
}

/** The HTTP face: API, console, health. `inject` answers requests without a socket. */
export interface WebServer {
  /** Throws `usage.invalid-config` for plain HTTP beyond loopback, `host.io` when the address is taken. */
  listen(): Promise<{ readonly url: string; readonly port: number }>;
  readonly inject: FastifyInstance['inject'];
  /** Takes nothing new, ends live views, waits for what is under way (bounded), then cuts. */
  close(): Promise<void>;
}

/** Makes the server; it listens once it is told to. Throws `host.io` when the console is missing, `usage.invalid-config`. */
export async function createWebServer(parts: WebParts): Promise<WebServer> {
  const settings = withDefaults(parts.settings);
  const closing = new AbortController();
  const web: Web = {
    ...parts,
    settings,
    http: createHttpMetrics(),
    closing: closing.signal,
    streams: new Map(),
    refusals: new RefusalQuota(),
  };
  const server = Fastify(optionsOf(web));
  await prepare(server, web);
  await server.ready();
  return {
    inject: server.inject.bind(server),
    listen: () => listen(server, settings),
    close: () => close(server, settings, closing),
  };
}

async function prepare(server: FastifyInstance, web: Web): Promise<void> {
  addDoor(server, web);
  addBodies(server, web);
  await server.register(cookie);
  await server.register(rateLimit, { global: false, cache: 20_000 });
  addRequestLog(server, web);
  const page =
    web.consoleDirectory === undefined ? undefined : await addConsole(server, web.consoleDirectory);
  addErrorAnswers(server, web, page);
  await server.register(async (routes) => {
    addHealth(routes, web);
    if (web.external !== undefined) addExternalSignIn(routes, web, web.external);
    addApi(routes, web);
  });
}

function optionsOf(web: Web): FastifyHttpOptions<Server> {
  const { settings } = web;
  return {
    logger: false,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: settings.trustedProxies.length === 0 ? false : [...settings.trustedProxies],
    bodyLimit: 2 ** 20,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 512, caseSensitive: true },
    frameworkErrors: (error, request, reply) => {
      setHeaders(reply, request.id, settings);
      sendError(error, request, reply, web);
    },
    serverFactory: (handler) => serverOf(settings, handler),
  };
}

/** Slow and oversized headers are cut by Node itself. */
function serverOf(
  { tls, ...settings }: FullWebSettings,
  handler: Parameters<NonNullable<FastifyHttpOptions<Server>['serverFactory']>>[0],
): Server {
  const options = {
    maxHeaderSize: 16 * 1024,
    headersTimeout: settings.headersTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(5000, settings.headersTimeoutMs),
    keepAliveTimeout: 30_000,
  };
  const server =
    tls === undefined
      ? createServer(options, handler)
      : createTlsServer(
          { ...options, cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' },
          handler,
        );
  server.maxConnections = settings.maxConnections;
  return server;
}

/** Before anything else: is it meant for us? */
function addDoor(server: FastifyInstance, { settings }: Web): void {
  server.addHook('onRequest', async (request, reply) => {
    setHeaders(reply, request.id, settings);
    if (isOurHost(request.headers.host, request.raw.socket.localAddress, settings))
      return undefined;
    const detail = 'the header Host names another server';
    return sendProblem(reply, problemWith(421, 'access.forbidden', request.id, detail));
  });
}

/** Only JSON, and lines of JSON where a route takes them. */
function addBodies(server: FastifyInstance, { scope }: Web): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<Buffer>(
    ['application/json', 'application/x-ndjson'],
    { parseAs: 'buffer' },
    async (request: FastifyRequest, bytes: Buffer): Promise<unknown> => {
      const { takes, poison } = request.routeOptions.config;
      const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
      if (type !== takes)
        throw new CaissonError('input.unsupported', `this operation takes ${takes ?? 'nothing'}`);
      if (takes !== 'application/json') return bytes;
      return bytes.length === 0
        ? undefined
        : parseBody(bytes, scope.limits.maxDepth, poison ?? 'refuse');
    },
  );
}

async function listen(
  server: FastifyInstance,
  settings: FullWebSettings,
): Promise<{ readonly url: string; readonly port: number }> {
  const { host, port, tls, insecureHttp } = settings;
  if (tls === undefined && !insecureHttp && !isLoopback(host))
    throw new CaissonError(
      'usage.invalid-config',
      `plain HTTP is only offered at loopback, not at "${host}"`,
      {
        hint: 'give a certificate and its key, or allow plain HTTP behind a proxy that does TLS',
      },
    );
  try {
    await server.listen({ host, port });
  } catch (cause) {
    throw new CaissonError('host.io', `cannot listen at "${host}" port ${port}`, { cause });
  }
  const address = server.server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  const name = host.includes(':') ? `[${host}]` : host;
  const url =
    settings.publicOrigin ?? `${isSecure(settings) ? 'https' : 'http'}://${name}:${bound}`;
  return { url, port: bound };
}

async function close(
  server: FastifyInstance,
  { closeTimeoutMs }: FullWebSettings,
  closing: AbortController,
): Promise<void> {
  closing.abort(new CaissonError('host.io', 'the server is closing'));
  const timer = setTimeout(() => server.server.closeAllConnections(), closeTimeoutMs);
  try {
    await server.close();
  } finally {
    clearTimeout(timer);
  }
}
