import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apiPrefix } from '#wire/route.ts';
import { isPage, type SendPage } from './console.ts';
import { methodsAt } from './methods.ts';
import type { Web } from './parts.ts';
import { type Problem, problemWith, toProblem } from './problem.ts';

/** Answers for everything that fails, and for what is not there. */
export function addErrorAnswers(
  server: FastifyInstance,
  web: Web,
  page: SendPage | undefined,
): void {
  server.setErrorHandler((error, request, reply) => sendError(error, request, reply, web));
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const methods = path.startsWith(`${apiPrefix}/`) ? methodsAt(path.slice(apiPrefix.length)) : [];
    if (methods.length > 0) {
      reply.header('allow', methods.join(', '));
      return sendProblem(reply, problemWith(405, 'input.unsupported', request.id));
    }
    if (page !== undefined && isPage(request)) return page(request, reply);
    return sendProblem(reply, problemWith(404, 'input.not-found', request.id));
  });
}

/** Answers an error as a problem document; what is our fault or the machine's goes into the log. */
export function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { scope, closing }: Web,
): FastifyReply {
  if (closing.aborted && error === closing.reason)
    return sendProblem(reply, problemWith(503, 'host.io', request.id));
  reply.removeHeader('set-cookie'); // nobody was signed in by a call that failed
  const problem = toProblem(error, request.id);
  if (problem.status >= 500)
    scope.log.error('a request failed', {
      id: request.id,
      operation: request.routeOptions.config.operation,
      error,
    });
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  return sendProblem(reply, problem);
}

/** Answers with a problem document. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem));
}
