import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { PemBlock } from '../pem.ts';
import { knownKeys } from './known-keys.ts';
import type { Verdict } from './verdict.ts';

/** Reads a private key: its kind and size, whether it is encrypted, and whether everyone has it. */
export function provePrivateKey(block: PemBlock): Verdict {
  if (isEncrypted(block))
    return {
      proof: 'parsed',
      severity: 'low',
      details: { form: block.label },
      reasons: ['encrypted with a passphrase'],
    };
  const known = knownKeys.get(digestOf(Buffer.from(block.body, 'base64')));
  if (known !== undefined) return wellKnown(known, block.label);
  if (/OPENSSH/.test(block.label)) return proveOpenSsh(block);
  if (/PGP/.test(block.label)) return provePgp(block);
  const key = keyOf(block);
  if (key === undefined)
    return {
      details: { form: block.label },
      reasons: ['does not parse as a key: cut, altered or invented'],
    };
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const famous = knownKeys.get(digestOf(spki));
  if (famous !== undefined) return wellKnown(famous, block.label);
  const details = { form: block.label, type: typeOf(key), 'public-key-sha256': digestOf(spki) };
  return isBroken(key)
    ? { proof: 'parsed', severity: 'low', details, reasons: ['too short to protect anything'] }
    : { proof: 'parsed', details };
}

function wellKnown(name: string, form: string): Verdict {
  return {
    proof: 'well-known',
    severity: 'low',
    details: { form, known: name },
    reasons: [`known to everyone: ${name}`],
  };
}

/** `openssh-key-v1` (PROTOCOL.key of OpenSSH): the name of the cipher stands first. */
function proveOpenSsh(block: PemBlock): Verdict {
  const bytes = Buffer.from(block.body, 'base64');
  if (bytes.toString('latin1', 0, 15) !== 'openssh-key-v1\0')
    return {
      details: { form: block.label },
      reasons: ['does not parse as a key: cut, altered or invented'],
    };
  const famous = knownKeys.get(digestOf(publicBlobOf(bytes)));
  if (famous !== undefined) return wellKnown(famous, block.label);
  const type = /ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d{3}|sk-[\w-]{4,40}@openssh\.com/.exec(
    bytes.toString('latin1', 15, 256),
  );
  return {
    proof: 'parsed',
    details: { form: block.label, ...(type !== null && { type: type[0] }) },
  };
}

/** The first public key of an OpenSSH private key: behind cipher, KDF, its options and the number of keys. */
function publicBlobOf(bytes: Buffer): Buffer {
  let at = 15;
  for (let field = 0; field < 3; field += 1) at += 4 + lengthAt(bytes, at);
  at += 4;
  return bytes.subarray(at + 4, at + 4 + lengthAt(bytes, at));
}

function lengthAt(bytes: Buffer, at: number): number {
  return at + 4 <= bytes.length ? bytes.readUInt32BE(at) : 0;
}

/** OpenPGP (RFC 9580): the first packet is a secret key; octet 0 of its secret part says whether a passphrase protects it. */
function provePgp(block: PemBlock): Verdict {
  const bytes = Buffer.from(block.body, 'base64');
  const tag = (bytes[0] ?? 0) & 0x40 ? (bytes[0] ?? 0) & 0x3f : ((bytes[0] ?? 0) >> 2) & 0x0f;
  if (((bytes[0] ?? 0) & 0x80) === 0 || (tag !== 5 && tag !== 7))
    return {
      details: { form: block.label },
      reasons: ['does not parse as a key: cut, altered or invented'],
    };
  return { proof: 'parsed', details: { form: block.label } };
}

function isEncrypted(block: PemBlock): boolean {
  if (/ENCRYPTED/.test(block.label) || /ENCRYPTED/.test(block.headers)) return true;
  if (!/OPENSSH/.test(block.label)) return false;
  const bytes = Buffer.from(block.body.slice(0, 64), 'base64');
  const length = bytes.length > 19 ? bytes.readUInt32BE(15) : 0;
  return length > 0 && length < 40 && bytes.toString('latin1', 19, 19 + length) !== 'none';
}

function keyOf(block: PemBlock): KeyObject | undefined {
  const key = Buffer.from(block.body, 'base64');
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      return createPrivateKey({ key, format: 'der', type });
    } catch {
      // Not of this form: the next one is tried.
    }
  }
  return undefined;
}

/** RSA below 1024 bits is factored in hours; such keys are only found in tests. */
function isBroken(key: KeyObject): boolean {
  return (key.asymmetricKeyDetails?.modulusLength ?? 4096) < 1024;
}

function typeOf(key: KeyObject): string {
  const bits = key.asymmetricKeyDetails?.modulusLength;
  return `${key.asymmetricKeyType ?? 'unknown'}${bits === undefined ? '' : ` ${bits}`}`;
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
