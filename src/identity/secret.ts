import { randomBytes } from 'node:crypto';
import { sha256, sha256Hex } from '#kit/hash.ts';

/** Kinds of secrets that we give out; the prefix lets scanners find those that leaked. */
const prefixes = { token: 'csn_', first: 'csf_', invitation: 'csi_' } as const;
export type SecretKind = keyof typeof prefixes;

/** A new secret: prefix, 256 bits, and a checksum so that a mistyped or made-up one is told without asking the store. */
export function newSecret(kind: SecretKind): string {
  const body = randomBytes(32).toString('base64url');
  return `${prefixes[kind]}${body}${checksum(body)}`;
}

/** Whether it has the form of a secret of this kind. */
export function isSecret(kind: SecretKind, text: string): boolean {
  const prefix = prefixes[kind];
  if (!text.startsWith(prefix) || text.length !== prefix.length + 49) return false;
  const body = text.slice(prefix.length, -6);
  return /^[\w-]{43}$/u.test(body) && text.endsWith(checksum(body));
}

/** A new session secret: 256 bits. */
export function newSessionSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret. It is random, so that a plain hash is enough. */
export function hashSecret(secret: string): string {
  return sha256Hex(secret);
}

/** What a page sends with its writes: it can only be made by who has the session's secret. */
export function csrfOf(sessionSecret: string): string {
  return Buffer.from(sha256(`caisson csrf ${sessionSecret}`)).toString('base64url');
}

function checksum(body: string): string {
  return Buffer.from(sha256(`caisson token ${body}`))
    .toString('base64url')
    .slice(0, 6);
}
