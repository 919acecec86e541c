import { createHmac } from 'node:crypto';
import { isRecord } from '#kit/json.ts';
import type { Verdict } from './verdict.ts';

/** Names that stand in headers of RFC 7515 and 7516. */
const registered = ['alg', 'enc', 'typ', 'kid', 'zip', 'cty', 'jku', 'jwk', 'x5u', 'x5c', 'x5t'];

type Fields = Readonly<Record<string, unknown>>;

/** JSON web tokens (RFC 7519): the header must name its algorithm. Says who issued it, for whom, and whether it has expired. */
export function proveJwt(secret: string, now: Date): Verdict {
  const [head = '', body = ''] = secret.split('.');
  const header = jsonOf(head);
  if (header === undefined) return { refuted: 'its header is no JSON' };
  const payload = jsonOf(body);
  if (!registered.some((name) => name in header) && payload === undefined)
    return { refuted: 'its header names no algorithm' };
  const details = { ...detailsOf(header, payload ?? {}) };
  const signer = header['alg'] === 'HS256' ? famousSecretOf(secret) : undefined;
  if (signer !== undefined)
    return {
      proof: 'well-known',
      severity: 'low',
      details,
      reasons: [`signed with the word ${JSON.stringify(signer)}: an example, or worth nothing`],
    };
  if (payload === undefined) return { proof: 'parsed', details };
  return { proof: 'parsed', details, ...lifeOf(payload, now) };
}

/** Secrets of examples in documentation of JWT. */
const famousSecrets = [
  'secret',
  'your-256-bit-secret',
  'a-string-secret-at-least-256-bits-long',
  'your-secret',
  'your_secret',
  'key',
  'password',
  'changeme',
  'test',
];

/** The well-known word that a token is signed with (RFC 7518 section 3.2). */
function famousSecretOf(token: string): string | undefined {
  const [head = '', body = '', mac = ''] = token.split('.');
  if (mac.length !== 43) return undefined;
  return famousSecrets.find(
    (word) => createHmac('sha256', word).update(`${head}.${body}`).digest('base64url') === mac,
  );
}

function lifeOf(payload: Fields, now: Date): Pick<Verdict, 'severity' | 'reasons'> {
  const { exp } = payload;
  if (payload['role'] === 'anon')
    return { severity: 'low', reasons: ['a role that is meant for browsers'] };
  if (typeof exp !== 'number' || !Number.isFinite(exp) || exp <= 0 || exp > 1e11) return {};
  if (exp * 1000 >= now.getTime()) return {};
  return {
    severity: 'negligible',
    reasons: [`expired in ${new Date(exp * 1000).getUTCFullYear()}`],
  };
}

function detailsOf(header: Fields, payload: Fields): Record<string, string> {
  const details: Record<string, string> = {};
  note(details, 'algorithm', header['alg']);
  note(details, 'issuer', payload['iss']);
  note(details, 'subject', payload['sub']);
  note(details, 'audience', payload['aud']);
  const cluster = payload['kubernetes.io'];
  note(
    details,
    'namespace',
    payload['kubernetes.io/serviceaccount/namespace'] ??
      (isRecord(cluster) ? cluster['namespace'] : undefined),
  );
  const { exp } = payload;
  if (typeof exp === 'number' && exp > 0 && exp < 1e11)
    details['expires'] = new Date(exp * 1000).toISOString();
  return details;
}

function note(details: Record<string, string>, label: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') details[label] = value.slice(0, 120);
}

function jsonOf(part: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
