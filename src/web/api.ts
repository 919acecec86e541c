import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Call } from '#contract/platform.ts';
import { CaissonError } from '#kit/error.ts';
import { apiPrefix, type Route } from '#wire/route.ts';
import { type FileAnswer, type LiveEvent, routes } from '#wire/routes.ts';
import { type Admitted, admit, callOf } from './call.ts';
import { sendFile } from './file-answer.ts';
import { checkInput, type RawInput } from './input.ts';
import type { Web } from './parts.ts';
import { type Answering, sendEvents } from './stream.ts';

const megabyte = 2 ** 20;

type Operation = (call: Call, input: RawInput) => Promise<unknown>;

/** Makes a route of every line of the table; what is not in it does not exist. */
export function addApi(server: FastifyInstance, web: Web): void {
  for (const [id, route] of Object.entries<Route>(routes)) addRoute(server, web, id, route);
}

function addRoute(server: FastifyInstance, web: Web, id: string, route: Route): void {
  const admitted = new WeakMap<FastifyRequest, Admitted>();
  const operation = operationOf(web, id);
  server.route({
    method: route.method,
    url: `${apiPrefix}${route.path.replaceAll(/\{(\w+)\}/gu, ':$1')}`,
    bodyLimit: route.maxBytes ?? megabyte,
    config: {
      operation: id,
      takes: route.takes ?? 'application/json',
      poison: route.tag === 'ingest' ? 'drop' : 'refuse',
      rateLimit: isSignIn(route)
        ? { max: web.settings.signInsPerMinute, timeWindow: 60_000 }
        : false,
    },
    // Before the body is read: strangers do not get to send one.
    onRequest: async (request) => {
      admitted.set(request, await admit(id, route, request, web));
    },
    handler: async (request, reply) => {
      const who = admitted.get(request);
      if (who === undefined) throw new CaissonError('internal.bug', 'a call that nobody admitted');
      const input = checkInput(route, request);
      const call = callOf(who, request, reply, web);
      return answer(route, await operation(call, input), { call, reply, request, web });
    },
  });
}

function isSignIn({ permission, method }: Route): boolean {
  return permission === 'public' && method === 'POST';
}

/** The table and the operations have the same ids; each input was checked by the schema that its type is made of. */
function operationOf({ operations }: Web, id: string): Operation {
  const found: unknown = Object.hasOwn(operations, id)
    ? operations[id as keyof typeof operations]
    : undefined;
  if (typeof found !== 'function')
    return () => Promise.reject(new CaissonError('host.missing-feature', `"${id}" is not offered`));
  return found as Operation;
}

async function answer(route: Route, value: unknown, at: Answering): Promise<unknown> {
  if (route.answer === 'file') return sendFile(at.reply, value as FileAnswer);
  if (route.answer === 'events') return sendEvents(value as AsyncIterable<LiveEvent>, at);
  const parsed = route.answer.safeParse(value);
  if (!parsed.success)
    throw new CaissonError(
      'internal.bug',
      `the answer does not fit: ${z.prettifyError(parsed.error)}`,
    );
  return parsed.data;
}
