import type { FastifyRequest } from 'fastify';
import { CaissonError } from '#kit/error.ts';
import type { WebSettings } from './settings.ts';

/** The origin as the browser that sent this request knows us. The header `Host` was checked before. */
export function originOf(request: FastifyRequest, settings: WebSettings): string {
  const host = request.headers.host ?? 'localhost';
  const { publicOrigin, tls } = settings;
  if (publicOrigin !== undefined && new URL(publicOrigin).host === host)
    return new URL(publicOrigin).origin;
  // Without the port where it is the usual one, as browsers write it.
  return new URL(`${tls === undefined ? 'http' : 'https'}://${host}`).origin;
}

/**
 * Refuses what a page of somebody else's makes a browser send. `write` with a cookie must say where it comes from: every browser
 * does. Throws `access.forbidden`.
 */
export function checkOrigin(
  request: FastifyRequest,
  settings: WebSettings,
  proof: 'wanted' | 'optional',
): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const sites = proof === 'wanted' ? ['same-origin'] : ['same-origin', 'none'];
  if (origin !== undefined && origin !== originOf(request, settings)) refuse();
  if (site !== undefined && !sites.includes(String(site))) refuse();
  if (proof === 'wanted' && origin === undefined && site === undefined) refuse();
}

function refuse(): never {
  throw new CaissonError('access.forbidden', 'the request comes from another site');
}
