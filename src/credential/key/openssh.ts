/** The outside of an OpenSSH private key (PROTOCOL.key of OpenSSH). */
export interface OpenSshKey {
  /** The public key as of RFC 4253, section 6.6. */
  readonly publicBlob: Uint8Array;
  readonly isEncrypted: boolean;
  /** Empty when it is encrypted: the comment stands inside. */
  readonly comment: string;
}

const magic = 'openssh-key-v1\0';

/** Reads the armoured file; `undefined` when it is none. Never throws. */
export function openSshKey(armoured: string): OpenSshKey | undefined {
  const body = armoured.replace(/-----[^-]+-----/g, '').replace(/\s+/g, '');
  const bytes = Buffer.from(body, 'base64');
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic) return undefined;
  const fields = outerFields(bytes);
  if (fields === undefined) return undefined;
  const [cipher, publicKey, secret] = fields;
  const isEncrypted = cipher.toString('latin1') !== 'none';
  return { publicBlob: publicKey, isEncrypted, comment: isEncrypted ? '' : lastField(secret) };
}

/** Cipher name, public key and private part; between them stand the name and options of the KDF, and the number of keys. */
function outerFields(bytes: Buffer): readonly [Buffer, Buffer, Buffer] | undefined {
  const values: Buffer[] = [];
  let at = magic.length;
  for (let count = 0; count < 5; count += 1) {
    const next = field(bytes, count === 3 ? at + 4 : at);
    if (next === undefined) return undefined;
    values.push(next.value);
    at = next.end;
  }
  const [cipher, , , publicKey, secret] = values;
  return cipher && publicKey && secret ? [cipher, publicKey, secret] : undefined;
}

interface Field {
  readonly value: Buffer;
  readonly end: number;
}

function field(bytes: Buffer, at: number): Field | undefined {
  if (at < 0 || at + 4 > bytes.length) return undefined;
  const end = at + 4 + bytes.readUInt32BE(at);
  return end > bytes.length ? undefined : { value: bytes.subarray(at + 4, end), end };
}

/** The last text of the private part, behind the numbers of the key: its comment. */
function lastField(secret: Buffer): string {
  let at = 8;
  let last = '';
  for (let count = 0; count < 12; count += 1) {
    const next = field(secret, at);
    if (next === undefined) break;
    last = next.value.toString('utf8');
    at = next.end;
  }
  return /^[\x20-\x7e]{0,200}$/.test(last) ? last : '';
}
