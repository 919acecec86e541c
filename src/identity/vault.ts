import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { CaissonError } from '#kit/error.ts';
import { writeFileAtomic } from '#kit/file.ts';

/**
 * Keeps secrets at rest: AES-256-GCM with a key for each secret, which is wrapped by a key of the key file. `context` says whose
 * secret it is (`destination`): what was sealed for one cannot be opened as another's.
 */
export interface Vault {
  seal(secret: string, context: string): string;
  /** Throws `integrity.untrusted` when it was changed, is for another context, or its key is gone. */
  open(sealed: string, context: string): string;
  /** Whether it was sealed with an older key: seal it again. */
  isOld(sealed: string): boolean;
  /** A key for new secrets; the older ones go on to open what they sealed. */
  rotate(): void;
  /** Signs text for a purpose; `verify` tells whether it is ours. */
  sign(purpose: string, text: string): string;
  verify(purpose: string, text: string, signature: string): boolean;
}

interface Key {
  readonly id: string;
  readonly bytes: Uint8Array;
}

const sealedForm = /^csv1\.([0-9a-f]{8})\.([\w-]{80,})$/u;
const lineForm = /^([0-9a-f]{8}) ([A-Za-z0-9+/]{43}=)$/u;
const wrapLength = 12 + 32 + 16;

/**
 * Opens the vault of a key file (a line for each key, the last is used for new secrets); a missing file is made, readable by its
 * owner only. Throws `usage.invalid-config` for a file that others can read or that holds no keys, `host.io`.
 */
export function openVault(keyFile: string): Vault {
  const keys = readKeys(keyFile) ?? [newKey()];
  if (statSync(keyFile, { throwIfNoEntry: false }) === undefined) writeKeys(keyFile, keys);
  return new FileVault(keyFile, keys);
}

class FileVault implements Vault {
  readonly #file: string;
  #keys: readonly Key[];

  constructor(file: string, keys: readonly Key[]) {
    this.#file = file;
    this.#keys = keys;
  }

  seal(secret: string, context: string): string {
    const { id, bytes } = this.#current();
    const inner = randomBytes(32);
    const packed = Buffer.concat([
      encrypt(bytes, inner, `wrap ${context}`),
      encrypt(inner, Buffer.from(secret, 'utf8'), context),
    ]);
    return `csv1.${id}.${packed.toString('base64url')}`;
  }

  open(sealed: string, context: string): string {
    const [, id = '', body = ''] = sealedForm.exec(sealed) ?? [];
    const key = this.#keyOf(id);
    if (key === undefined)
      throw new CaissonError('integrity.untrusted', 'a stored secret has no key that opens it');
    const packed = Buffer.from(body, 'base64url');
    try {
      const inner = decrypt(key.bytes, packed.subarray(0, wrapLength), `wrap ${context}`);
      return decrypt(inner, packed.subarray(wrapLength), context).toString('utf8');
    } catch (cause) {
      throw new CaissonError('integrity.untrusted', 'a stored secret was changed', { cause });
    }
  }

  isOld(sealed: string): boolean {
    return sealedForm.exec(sealed)?.[1] !== this.#current().id;
  }

  rotate(): void {
    const keys = [...(readKeys(this.#file) ?? this.#keys), newKey()];
    writeKeys(this.#file, keys);
    this.#keys = keys;
  }

  sign(purpose: string, text: string): string {
    const { id, bytes } = this.#current();
    return `${id}.${mac(bytes, purpose, text).toString('base64url')}`;
  }

  verify(purpose: string, text: string, signature: string): boolean {
    const [id = '', body = ''] = signature.split('.');
    const key = this.#keyOf(id);
    if (key === undefined) return false;
    const given = Buffer.from(body, 'base64url');
    const wanted = mac(key.bytes, purpose, text);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }

  /** Another process may have added a key since the file was read. */
  #keyOf(id: string): Key | undefined {
    const known = this.#keys.find((one) => one.id === id);
    if (known !== undefined) return known;
    this.#keys = readKeys(this.#file) ?? this.#keys;
    return this.#keys.find((one) => one.id === id);
  }

  #current(): Key {
    const last = this.#keys.at(-1);
    if (last === undefined) throw new CaissonError('internal.bug', 'a vault without keys');
    return last;
  }
}

function readKeys(file: string): readonly Key[] | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if ((stat.mode & 0o077) !== 0)
    throw new CaissonError('usage.invalid-config', `others can read the key file "${file}"`, {
      hint: 'make it readable by its owner only: chmod 600',
    });
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const keys = lines.map((line) => parseKey(line.trim(), file));
  if (keys.length === 0)
    throw new CaissonError('usage.invalid-config', `the key file "${file}" is empty`);
  return keys;
}

function parseKey(line: string, file: string): Key {
  const [, id, body] = lineForm.exec(line) ?? [];
  if (id === undefined || body === undefined)
    throw new CaissonError(
      'usage.invalid-config',
      `the key file "${file}" has a line that is no key`,
    );
  return { id, bytes: Buffer.from(body, 'base64') };
}

function writeKeys(file: string, keys: readonly Key[]): void {
  const lines = keys.map(({ id, bytes }) => `${id} ${Buffer.from(bytes).toString('base64')}\n`);
  writeFileAtomic(file, lines.join(''));
}

function newKey(): Key {
  return { id: randomBytes(4).toString('hex'), bytes: randomBytes(32) };
}

function encrypt(key: Uint8Array, plain: Uint8Array, context: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context, 'utf8'));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, packed: Buffer, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, packed.subarray(0, 12), {
    authTagLength: 16,
  })
    .setAAD(Buffer.from(context, 'utf8'))
    .setAuthTag(packed.subarray(-16));
  return Buffer.concat([decipher.update(packed.subarray(12, -16)), decipher.final()]);
}

function mac(key: Uint8Array, purpose: string, text: string): Buffer {
  const own = Buffer.from(hkdfSync('sha256', key, 'caisson', `sign ${purpose}`, 32));
  return createHmac('sha256', own).update(text).digest();
}
