import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { CaissonError } from '#kit/error.ts';
import { formatJson, parseJson } from '#kit/json.ts';
import { keyIdOf, type ReportKey } from './signing-key.ts';

/** Says what was signed, so that a signature over a report is never one over something else. */
const reportType = 'https://caisson.dev/report/v1';
/** No report is larger. */
const mostBytes = 512 * 2 ** 20;

/** In its one spelling: bits behind the last byte are zero (RFC 4648 §3.5). */
const base64 = z
  .string()
  .max(4000)
  .refine((text) => text !== '' && Buffer.from(text, 'base64').toString('base64') === text);
const signedShape = z.strictObject({
  payload: z.looseObject({ type: z.literal(reportType) }),
  signature: z.strictObject({
    algorithm: z.literal('ed25519'),
    keyId: z.string().max(200),
    publicKey: base64,
    value: base64,
  }),
});

/** What a signature proves. */
export interface VerifiedReport {
  readonly keyId: string;
  /** Whether the key is the one that was named; without one a signature only proves that nothing was changed since. */
  readonly isTrusted: boolean;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * A payload as a file: canonical JSON (RFC 8785: sorted keys, no white space) of `{payload, signature}` and a line feed. The
 * signature is Ed25519 over the canonical JSON of the payload, whose `type` is set here.
 */
export function formatSignedReport(
  payload: Readonly<Record<string, unknown>>,
  key: ReportKey,
): string {
  const typed = { ...payload, type: reportType };
  const value = Buffer.from(key.sign(Buffer.from(formatJson(typed)))).toString('base64');
  const signature = { algorithm: 'ed25519', keyId: key.id, publicKey: key.publicKey, value };
  return `${formatJson({ payload: typed, signature })}\n`;
}

/**
 * Checks a file that `formatSignedReport` made. `trusted`: id of the key (`sha256:…`), or the public key in PEM or base64 DER. Throws `input.malformed`,
 * `integrity.signature-invalid` when it was changed, also only in its spelling, and `integrity.untrusted` when another key signed.
 */
export function verifySignedReport(bytes: Uint8Array, trusted?: string): VerifiedReport {
  if (bytes.length > mostBytes) throw new CaissonError('limit.size', 'the report is too large');
  const text = Buffer.from(bytes).toString('utf8');
  const { payload, signature } = parseSigned(text);
  const der = Buffer.from(signature.publicKey, 'base64');
  const keyId = keyIdOf(der);
  if (signature.keyId !== keyId || !isSigned(der, canonical(payload), signature.value)) refuse();
  // Members that stand twice, and everything else that another reader could read otherwise.
  if (canonical({ payload, signature }) !== text.replace(/\n$/u, '')) refuse();
  if (trusted !== undefined && trustedId(trusted) !== keyId)
    throw new CaissonError('integrity.untrusted', `the report was signed by another key: ${keyId}`);
  return { keyId, isTrusted: trusted !== undefined, payload };
}

function parseSigned(text: string): z.output<typeof signedShape> {
  const parsed = signedShape.safeParse(parseJson(text, 'the report'));
  if (parsed.success) return parsed.data;
  throw new CaissonError('input.malformed', 'the report is no signed report of caisson');
}

/** Nesting that exhausts the stack is no report. */
function canonical(value: unknown): string {
  try {
    return formatJson(value);
  } catch (cause) {
    throw new CaissonError('limit.depth', 'the report is nested too deeply', { cause });
  }
}

function isSigned(der: Uint8Array, payload: string, value: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(der), type: 'spki', format: 'der' });
    if (key.asymmetricKeyType !== 'ed25519') return false;
    return verify(undefined, Buffer.from(payload), key, Buffer.from(value, 'base64'));
  } catch {
    return false; // no key at all
  }
}

function trustedId(given: string): string {
  const text = given.trim();
  if (text.startsWith('sha256:')) return text;
  try {
    const key = text.startsWith('-----')
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text, 'base64'), type: 'spki', format: 'der' });
    return keyIdOf(key.export({ type: 'spki', format: 'der' }));
  } catch (cause) {
    throw new CaissonError('usage.invalid-argument', 'the trusted key is no public key', { cause });
  }
}

function refuse(): never {
  throw new CaissonError('integrity.signature-invalid', 'the report is not what was signed', {
    hint: 'take the file as it was downloaded: any change, also of white space, breaks the signature',
  });
}
