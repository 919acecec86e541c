import type { FastifyInstance } from 'fastify';
import { printable } from '#kit/text.ts';
import type { Web } from './parts.ts';

/** One line for each request, without query, headers and bodies: those may hold secrets. */
export function addRequestLog(server: FastifyInstance, { scope, http }: Web): void {
  server.addHook('onResponse', async (request, reply) => {
    const operation = request.routeOptions.config.operation ?? 'other';
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    http.seconds.observe({ operation, status }, reply.elapsedTime / 1000);
    if (reply.statusCode === 401 || reply.statusCode === 403 || reply.statusCode === 429)
      http.refused.inc({ reason: String(reply.statusCode) });
    scope.log.debug('request', {
      id: request.id,
      method: request.method,
      path: printable((request.url.split('?')[0] ?? '').slice(0, 300)),
      operation,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
      remote: request.ip,
    });
  });
}
