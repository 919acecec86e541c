import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { consolePolicy } from './headers.ts';

/** Stands in `index.html` where the nonce of the answer belongs (what the bundler's `cspNonce` is set to). */
const placeholder = '__CSP_NONCE__';
const immutable = 'public, max-age=31536000, immutable';

/** Answers a request with the first page of the console. */
export type SendPage = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/**
 * Serves the built console, and answers how its page is sent. Files below `assets/` have their digest in the name and never change.
 * Throws `host.io` when there is no console in the directory.
 */
export async function addConsole(server: FastifyInstance, directory: string): Promise<SendPage> {
  const page = pageOf(readIndex(directory));
  const assets = join(directory, 'assets') + sep;
  await server.register(fastifyStatic, {
    root: directory,
    index: false,
    dotfiles: 'ignore',
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.startsWith(assets) ? immutable : 'no-cache');
      reply.header('content-security-policy', consolePolicy());
    },
  });
  for (const url of ['/', '/index.html'])
    server.route({ method: ['GET', 'HEAD'], url, handler: page });
  return page;
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

function readIndex(directory: string): string {
  try {
    return readFileSync(join(directory, 'index.html'), 'utf8');
  } catch (cause) {
    throw new CaissonError('host.io', 'the console is not built', { cause });
  }
}

/** The page of every address of the console: it reads the rest of the address itself. */
function pageOf(index: string): SendPage {
  const etag = `"${sha256Hex(index).slice(0, 32)}"`;
  const fixed = !index.includes(placeholder);
  return (request, reply) => {
    const nonce = fixed ? undefined : randomBytes(18).toString('base64');
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('content-security-policy', consolePolicy(nonce));
    if (nonce !== undefined) return reply.send(index.replaceAll(placeholder, nonce));
    reply.header('etag', etag);
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.send(index);
  };
}
