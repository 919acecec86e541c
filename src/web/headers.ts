import type { FastifyReply } from 'fastify';
import { isSecure, type WebSettings } from './settings.ts';

/** For everything that is not the console: nothing may be loaded, nobody may frame it. */
const closedPolicy =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * What the console may do (CSP Level 3, Trusted Types): only its own files, nothing inline. Policies of Trusted Types may only be
 * named `caisson` or `default`.
 */
export const consolePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types caisson default',
].join('; ');

/** The headers of every answer; API answers are never stored. There are no CORS headers: other origins get nothing. */
export function setHeaders(reply: FastifyReply, id: string, settings: WebSettings): void {
  reply.headers({
    'cache-control': 'no-store',
    'content-security-policy': closedPolicy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), payment=()',
    'x-dns-prefetch-control': 'off',
    'x-request-id': id,
  });
  if (isSecure(settings)) reply.header('strict-transport-security', 'max-age=31536000');
}
