import { createHash } from 'node:crypto';

/** What a keystore holds, and whether a password opens it. */
export interface Keystore {
  readonly form: 'JKS' | 'PKCS #12';
  /** Whether keys are in it, and not only certificates of others. */
  readonly holdsKeys: boolean;
  opensWith(password: string): boolean;
  /** Hash operations that one try costs. */
  readonly costPerTry: number;
}

const magics = [0xfeedfeed, 0xcececece];
const digestBytes = 20;
const mostEntries = 1000;

/**
 * Reads a keystore of Java (JKS, JCEKS): its last 20 bytes are the SHA-1 of password, the words "Mighty Aphrodite" and all before
 * (sun.security.provider.JavaKeyStore). `undefined` for what is none.
 */
export function readJks(bytes: Buffer): Keystore | undefined {
  if (bytes.length < 12 + digestBytes || !magics.includes(bytes.readUInt32BE(0))) return undefined;
  const body = bytes.subarray(0, bytes.length - digestBytes);
  const digest = bytes.subarray(bytes.length - digestBytes);
  return {
    form: 'JKS',
    holdsKeys: holdsKeys(body),
    costPerTry: Math.ceil(bytes.length / 64),
    opensWith: (password) =>
      createHash('sha1')
        .update(Buffer.from(password, 'utf16le').swap16())
        .update('Mighty Aphrodite')
        .update(body)
        .digest()
        .equals(digest),
  };
}

/** Entries are kind, name, date and content; 1 is a private key, 2 a certificate that is trusted, 3 (JCEKS) a secret key. */
function holdsKeys(body: Buffer): boolean {
  const count = Math.min(body.readUInt32BE(8), mostEntries);
  let at = 12;
  for (let entry = 0; entry < count && at + 6 <= body.length; entry += 1) {
    if (body.readUInt32BE(at) !== 2) return true;
    at += 6 + body.readUInt16BE(at + 4) + 8;
    at = behindCertificate(body, at);
  }
  return false;
}

/** Behind the type and the content of a certificate. */
function behindCertificate(body: Buffer, at: number): number {
  if (at + 2 > body.length) return body.length;
  const content = at + 2 + body.readUInt16BE(at);
  return content + 4 > body.length ? body.length : content + 4 + body.readUInt32BE(content);
}
