import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { sha256Hex } from '#kit/hash.ts';

/** Who signs reports: the key itself is never handed out. */
export interface ReportKey {
  /** `sha256:` and the digest of the public key in DER form (RFC 8410 SubjectPublicKeyInfo). */
  readonly id: string;
  /** That public key, base64. */
  readonly publicKey: string;
  /** Ed25519 (RFC 8032), 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array;
}

const fileName = 'report-signing.pem';

/**
 * The installation's key for reports, made at the first use in the state directory, readable by its owner only. Throws `host.io` where it
 * cannot be kept, and `usage.invalid-config` when the file is no Ed25519 key: a report signed by a throw-away key proves nothing.
 */
export function openReportKey(directory: string): ReportKey {
  const path = join(directory, fileName);
  return toReportKey(existsSync(path) ? readKey(path) : makeKey(path));
}

/** Of a key that somebody else keeps. */
export function toReportKey(key: KeyObject): ReportKey {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return {
    id: keyIdOf(der),
    publicKey: der.toString('base64'),
    sign: (bytes) => sign(undefined, bytes, key),
  };
}

/** The name of a public key in DER form. */
export function keyIdOf(der: Uint8Array): string {
  return `sha256:${sha256Hex(der)}`;
}

function readKey(path: string): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(path, 'utf8'));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (cause) {
    throw new CaissonError('usage.invalid-config', 'the key for reports cannot be read', { cause });
  }
  throw new CaissonError('usage.invalid-config', 'the key for reports is not an Ed25519 key');
}

function makeKey(path: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    writeFileAtomic(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  } catch (cause) {
    throw new CaissonError('host.io', 'the key for reports cannot be kept', { cause });
  }
  return privateKey;
}
