import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { apiPrefix } from '#wire/route.ts';
import { credentialOf } from './credential.ts';
import { isLoopback } from './host.ts';
import { openApiDocument } from './openapi.ts';
import type { Web } from './parts.ts';

/** What machines ask: is it alive, is it ready, how does it do, what can it. */
export function addHealth(server: FastifyInstance, web: Web): void {
  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const reasons = await reasonsOf(web);
    return reply
      .code(reasons.length === 0 ? 200 : 503)
      .send({ status: reasons.length === 0 ? 'ready' : 'not ready', reasons });
  });
  server.get('/metrics', async (request, reply) => {
    await checkMetricsReader(request, web);
    const own = await web.http.registry.metrics();
    const more = (await web.metrics?.()) ?? '';
    return reply.header('content-type', web.http.registry.contentType).send(`${own}${more}`);
  });
  let document: string | undefined;
  server.get(`${apiPrefix}/openapi.json`, (_request, reply) => {
    document ??= JSON.stringify(openApiDocument());
    return reply.header('content-type', 'application/json; charset=utf-8').send(document);
  });
}

async function reasonsOf({ readiness, closing, scope }: Web): Promise<readonly string[]> {
  if (closing.aborted) return ['shutting down'];
  try {
    return (await readiness?.()) ?? [];
  } catch (error) {
    scope.log.error('readiness could not be told', { error });
    return [isCaissonError(error) ? error.code : 'internal.bug'];
  }
}

/** Metrics count across all scopes: only this machine, or a token that may see everything. */
async function checkMetricsReader(request: FastifyRequest, web: Web): Promise<void> {
  const credential = credentialOf(request, web.settings);
  if (credential?.kind === 'token') {
    const caller = await web.authenticator.ofToken(credential.secret, request.ip);
    if (caller?.reachOf('asset.read') === 'all') return;
    throw new CaissonError('access.forbidden', 'metrics need a token that may read everything');
  }
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded;
  if (isLoopback(request.raw.socket.remoteAddress ?? '') && forwarded === undefined) return;
  throw new CaissonError('access.unauthenticated', 'metrics need a token');
}
