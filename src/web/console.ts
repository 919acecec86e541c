import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CaissonError } from '#kit/error.ts';
import { consolePolicy } from './headers.ts';

/** The page of every address of the console: it reads the rest of the address itself. */
const index = 'index.html';
const immutable = 'public, max-age=31536000, immutable';

/** Answers a request with the first page of the console. */
export type SendPage = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/**
 * Serves the built console, and answers how its page is sent. Files below `assets/` have their digest in the name and never change.
 * Throws `host.io` when there is no console in the directory.
 */
export async function addConsole(server: FastifyInstance, directory: string): Promise<SendPage> {
  if (!existsSync(join(directory, index)))
    throw new CaissonError('host.io', 'the console is not built');
  const assets = join(directory, 'assets') + sep;
  await server.register(fastifyStatic, {
    root: directory,
    index: false,
    dotfiles: 'ignore',
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.startsWith(assets) ? immutable : 'no-cache');
      reply.header('content-security-policy', consolePolicy);
    },
  });
  for (const url of ['/', `/${index}`])
    server.route({ method: ['GET', 'HEAD'], url, handler: sendPage });
  return sendPage;
}

function sendPage(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.sendFile(index);
}

/** Whether an address that is no file may be one of the console's own pages. */
export function isPage({ method, url, headers }: FastifyRequest): boolean {
  const path = url.split('?')[0] ?? '';
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (/^\/(?:api|auth|assets)(?:\/|$)/u.test(path)) return false;
  const accept = headers.accept ?? '';
  if (accept.includes('text/html')) return true;
  return (accept === '' || accept === '*/*') && !/\.\w{1,8}$/u.test(path);
}
