import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ExternalSignIn } from '#contract/platform.ts';
import { isCaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { originOf } from './origin.ts';
import type { Web } from './parts.ts';
import { sessionDoorOf } from './session-door.ts';
import { isSecure } from './settings.ts';

/**
 * Signing in by OpenID Connect: two redirects. What has to come back is bound to the browser by a cookie of its own, which is `lax`
 * because the browser returns from another site.
 */
export function addExternalSignIn(
  server: FastifyInstance,
  web: Web,
  external: ExternalSignIn,
): void {
  const config = { rateLimit: { max: web.settings.signInsPerMinute * 2, timeWindow: 60_000 } };
  server.get('/auth/oidc/start', { config }, async (request, reply) => {
    const { url, state } = await external.start(
      originOf(request, web.settings),
      returnPath(request.query),
    );
    return reply
      .setCookie(stateCookie(web), state, { ...cookieOptions(web), maxAge: 600 })
      .redirect(url, 302);
  });
  server.get('/auth/oidc/callback', { config }, (request, reply) =>
    finish(request, reply, web, external),
  );
}

async function finish(
  request: FastifyRequest,
  reply: FastifyReply,
  web: Web,
  external: ExternalSignIn,
): Promise<FastifyReply> {
  const state = request.cookies[stateCookie(web)] ?? '';
  reply.clearCookie(stateCookie(web), cookieOptions(web));
  try {
    const url = `${originOf(request, web.settings)}${request.url}`;
    const done = await external.finish(url, state, request.ip);
    sessionDoorOf(request, reply, web.settings).start(done.secret, done.expires);
    return reply.redirect(safePath(done.returnTo), 303);
  } catch (error) {
    web.scope.log.warn('signing in elsewhere failed', { error, remote: request.ip });
    const code = isCaissonError(error) ? error.code : 'internal.bug';
    return reply.redirect(`/sign-in?failed=${code}`, 303);
  }
}

function stateCookie({ settings }: Web): string {
  return isSecure(settings) ? '__Host-caisson-oidc' : 'caisson-oidc';
}

function cookieOptions({ settings }: Web): {
  readonly path: string;
  readonly httpOnly: true;
  readonly sameSite: 'lax';
  readonly secure: boolean;
} {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(settings) };
}

function returnPath(query: unknown): string {
  const wished = isRecord(query) ? query['return'] : undefined;
  return typeof wished === 'string' ? safePath(wished) : '/';
}

/** Only a path of ours: no other host, no line breaks, nothing that a browser reads as one (`//`, `/\`). */
function safePath(path: string): string {
  return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,1000}$/u.test(path) ? path : '/';
}
