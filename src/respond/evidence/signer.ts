import {
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { sha256Hex } from '#kit/hash.ts';
import { isRecord } from '#kit/json.ts';

/** Signs evidence, with the key of this installation. */
export interface EvidenceSigner {
  /** SHA-256 of the public key in DER (SubjectPublicKeyInfo), 64 hex digits. */
  readonly keyId: string;
  /** The public key, PEM: for those who verify elsewhere. */
  readonly publicKey: string;
  sign(bytes: Uint8Array): Uint8Array;
}

/** PKCS #8 frame of an Ed25519 key (RFC 8410 section 7) before its 32 bytes. */
const frame = Buffer.from('302e020100300506032b657004220420', 'hex');

/** An Ed25519 signer made of the installation's key, which stays secret: 32 bytes or more. */
export function evidenceSigner(installationKey: Uint8Array): EvidenceSigner {
  const seed = hkdfSync('sha256', installationKey, '', 'caisson evidence signature v1', 32);
  const key = createPrivateKey({
    key: Buffer.concat([frame, Buffer.from(seed)]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(key);
  return {
    keyId: keyIdOf(publicKey),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (bytes) => sign(null, bytes, key),
  };
}

/** A DSSE envelope (secure-systems-lab/dsse, protocol.md) around an in-toto statement. */
export interface Envelope {
  readonly payloadType: string;
  /** Base64. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

const payloadType = 'application/vnd.in-toto+json';
const statementType = 'https://in-toto.io/Statement/v1';
const predicateType = 'https://caisson.dev/attestation/evidence/v1';

/** An in-toto statement (v1) that the manifest of this digest is what was found, signed. */
export function attest(
  manifestSha256: string,
  predicate: object,
  signer: EvidenceSigner,
): Envelope {
  const statement = {
    _type: statementType,
    subject: [{ name: 'manifest.json', digest: { sha256: manifestSha256 } }],
    predicateType,
    predicate,
  };
  const payload = Buffer.from(JSON.stringify(statement));
  const sig = Buffer.from(signer.sign(encoded(payload))).toString('base64');
  const signatures = [{ keyid: signer.keyId, sig }];
  return { payloadType, payload: payload.toString('base64'), signatures };
}

/** What is wrong with an envelope about a manifest of this digest; empty when it was signed with the key (PEM). */
export function envelopeProblems(
  value: unknown,
  manifestSha256: string,
  publicKey: string,
): readonly string[] {
  if (!isEnvelope(value)) return ['attestation.json is no signed envelope'];
  const payload = Buffer.from(value.payload, 'base64');
  const problems = statementProblems(payload.toString('utf8'), manifestSha256);
  const key = tryKey(publicKey);
  if (key === undefined) return [...problems, 'the key is none'];
  const isSigned = value.signatures.some((one) => isValid(payload, one.sig, key));
  return isSigned ? problems : [...problems, 'the signature is not of this key'];
}

/** `DSSEv1 SP LEN(type) SP type SP LEN(body) SP body`. */
function encoded(payload: Buffer): Buffer {
  const head = `DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

function isValid(payload: Buffer, signature: string, key: KeyObject): boolean {
  try {
    return verify(null, encoded(payload), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

function statementProblems(text: string, manifestSha256: string): readonly string[] {
  let statement: unknown;
  try {
    statement = JSON.parse(text);
  } catch {
    return ['the attestation holds no statement'];
  }
  if (!isRecord(statement) || !Array.isArray(statement['subject']))
    return ['the attestation holds no statement'];
  const subjects: readonly unknown[] = statement['subject'];
  const isAbout = subjects.some(
    (one) => isRecord(one) && isRecord(one['digest']) && one['digest']['sha256'] === manifestSha256,
  );
  const isOurs = statement['predicateType'] === predicateType;
  return isAbout && isOurs ? [] : ['the attestation is about another manifest'];
}

function isEnvelope(value: unknown): value is Envelope {
  if (!isRecord(value) || typeof value['payload'] !== 'string') return false;
  const { signatures } = value;
  if (value['payloadType'] !== payloadType || !Array.isArray(signatures)) return false;
  return (signatures as readonly unknown[]).every(
    (one) => isRecord(one) && typeof one['sig'] === 'string',
  );
}

/** The id of a public key in PEM; `undefined` when it is none. */
export function tryKeyId(publicKey: string): string | undefined {
  const key = tryKey(publicKey);
  return key && keyIdOf(key);
}

function tryKey(publicKey: string): KeyObject | undefined {
  try {
    const key = createPublicKey(publicKey);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

function keyIdOf(key: KeyObject): string {
  return sha256Hex(key.export({ type: 'spki', format: 'der' }));
}
