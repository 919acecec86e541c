import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '#contract/platform.ts';
import { CaissonError } from '#kit/error.ts';
import { sha256 } from '#kit/hash.ts';
import { checkOrigin } from './origin.ts';
import type { Web } from './parts.ts';
import { isSecure, type WebSettings } from './settings.ts';

/** By what a request says who calls. */
type Credential =
  | { readonly kind: 'token'; readonly secret: string }
  | { readonly kind: 'session'; readonly secret: string };

/** `__Host-` binds the cookie to this host and to TLS (RFC 6265bis §4.1.3.2). */
export function cookieName(settings: WebSettings): string {
  return isSecure(settings) ? '__Host-caisson' : 'caisson';
}

/** A token in `Authorization` goes before the cookie. Throws `access.unauthenticated` for another scheme. */
export function credentialOf(
  request: FastifyRequest,
  settings: WebSettings,
): Credential | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const secret = /^Bearer ([\x21-\x7e]{1,512})$/iu.exec(authorization)?.[1];
    if (secret === undefined)
      throw new CaissonError(
        'access.unauthenticated',
        'the header Authorization is not understood',
      );
    return { kind: 'token', secret };
  }
  const secret = request.cookies[cookieName(settings)];
  return secret === undefined || secret === '' || secret.length > 200
    ? undefined
    : { kind: 'session', secret };
}

/**
 * Who calls, or undefined: nobody, or no longer. Writes with a cookie need the session's own token in `x-csrf-token` and a browser's word that the
 * page is ours. Throws `access.*`.
 */
export async function callerOf(
  request: FastifyRequest,
  { authenticator, settings }: Web,
): Promise<Caller | undefined> {
  const credential = credentialOf(request, settings);
  if (credential === undefined) return undefined;
  if (credential.kind === 'token') return authenticator.ofToken(credential.secret, request.ip);
  const session = await authenticator.ofSession(credential.secret, request.ip);
  if (session === undefined) return undefined;
  const writes = request.method !== 'GET' && request.method !== 'HEAD';
  checkOrigin(request, settings, writes ? 'wanted' : 'optional');
  if (writes && !isSame(String(request.headers['x-csrf-token'] ?? ''), session.csrf))
    throw new CaissonError('access.forbidden', 'the header x-csrf-token is missing or wrong', {
      hint: 'GET /api/v1/session answers it',
    });
  return session.caller;
}

/** Compares in constant time. */
function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(sha256(given), sha256(wanted));
}
