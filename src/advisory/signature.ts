import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

const maxSignatureBytes = 64 * 2 ** 10;

/** An Ed25519 public key that may sign databases. `id` is the start of the SHA-256 of its DER form, in hex. */
export interface TrustedKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** Signs the bytes of a manifest: the text of `index.json.sig`, one line `ed25519 <key id> <base64>` per key. */
export function signManifest(manifest: Uint8Array, privateKeyPem: string): string {
  const key = readKey(privateKeyPem, createPrivateKey);
  const signature = sign(null, manifest, key).toString('base64');
  return `ed25519 ${keyId(createPublicKey(key))} ${signature}\n`;
}

/**
 * Checks a manifest's signature: the id of the trusted key that made it. `undefined` when no trusted key signed it.
 * Throws `integrity.signature-invalid` when a line names a trusted key but does not fit the bytes.
 */
export function verifyManifest(
  manifest: Uint8Array,
  signature: string | undefined,
  trusted: readonly TrustedKey[],
): string | undefined {
  for (const line of (signature ?? '').slice(0, maxSignatureBytes).split('\n')) {
    const [algorithm, id, value = ''] = line.trim().split(' ');
    const known = trusted.find((one) => one.id === id);
    if (algorithm !== 'ed25519' || known === undefined) continue;
    if (verify(null, manifest, known.key, Buffer.from(value, 'base64'))) return known.id;
    throw new CaissonError(
      'integrity.signature-invalid',
      `the signature of the advisory database by key ${quote(known.id)} is wrong`,
    );
  }
  return undefined;
}

/** A public key in PEM form. Throws `usage.invalid-config` for anything but Ed25519. */
export function parseTrustedKey(pem: string): TrustedKey {
  const key = readKey(pem, createPublicKey);
  return { id: keyId(key), key };
}

/** The keys of a directory of `.pem` files; none when there is no such directory. */
export function readTrustedKeys(directory: string): readonly TrustedKey[] {
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory).filter((name) => name.endsWith('.pem'));
  return names.sort().map((name) => parseTrustedKey(readFileSync(join(directory, name), 'utf8')));
}

/**
 * The key of this machine, made at first use below `directory` (private to the user): databases that are built here are
 * signed with it and trusted here. Gives the private key in PEM form.
 */
export function machineKey(directory: string): string {
  const path = join(directory, 'machine.key');
  if (!existsSync(path)) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    writeNew(path, String(pem));
  }
  return readFileSync(path, 'utf8');
}

/** What this machine trusts of its own; absent until something was built here. */
export function machineTrust(directory: string): readonly TrustedKey[] {
  const path = join(directory, 'machine.key');
  if (!existsSync(path)) return [];
  return [parseTrustedKey(readFileSync(path, 'utf8'))];
}

/** Of two processes that make the key at once, the first one wins and both use its key. */
function writeNew(path: string, content: string): void {
  try {
    writeFileSync(path, content, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!existsSync(path)) throw error;
  }
}

function readKey(pem: string, make: (pem: string) => KeyObject): KeyObject {
  const key = tryKey(pem, make);
  if (key.asymmetricKeyType !== 'ed25519')
    throw new CaissonError('usage.invalid-config', 'a signing key is not an Ed25519 key');
  return key;
}

function tryKey(pem: string, make: (pem: string) => KeyObject): KeyObject {
  try {
    return make(pem);
  } catch (cause) {
    throw new CaissonError('usage.invalid-config', 'a signing key is not in PEM form', { cause });
  }
}

function keyId(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}
