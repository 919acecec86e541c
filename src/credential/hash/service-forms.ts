import { createDecipheriv, createHash } from 'node:crypto';
import { scryptForm } from './crypt-forms.ts';
import { derivedForm, digests } from './digest.ts';
import { fast, type HashForm, obsolete, reversible, tried } from './form.ts';

/** WildFly's properties realm: hex of MD5 over `user:realm:password`. */
export function wildflyForm(text: string, user: string, realm: string): HashForm | undefined {
  if (!/^[0-9a-f]{32}$/i.test(text)) return undefined;
  const stored = Buffer.from(text, 'hex');
  const shape = { algorithm: 'md5', stored, before: `${user}:${realm}:` } as const;
  return tried('HTTP digest MD5', 3, (guess) => digests(shape, guess), obsolete);
}

/** RabbitMQ's `password_hash`: base64 of 4 bytes of salt and the digest of salt and password. */
export function rabbitForm(text: string, algorithmName: string): HashForm | undefined {
  const bytes = Buffer.from(text, 'base64');
  const algorithm = /md5/.test(algorithmName)
    ? 'md5'
    : /512/.test(algorithmName)
      ? 'sha512'
      : 'sha256';
  const length = createHash(algorithm).digest().length;
  if (bytes.length !== 4 + length) return undefined;
  const shape = { algorithm, before: bytes.subarray(0, 4), stored: bytes.subarray(4) } as const;
  return tried(`RabbitMQ ${algorithm}`, 3, (guess) => digests(shape, guess), fast);
}

/** An unsalted digest in hex (Redis ACL, ClickHouse); its length tells which one. */
export function bareDigestForm(text: string): HashForm | undefined {
  if (!/^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$/i.test(text)) return undefined;
  const stored = Buffer.from(text, 'hex');
  const algorithm = { 16: 'md5', 20: 'sha1', 32: 'sha256', 64: 'sha512' } as const;
  const name = algorithm[stored.length as keyof typeof algorithm];
  return tried(`unsalted ${name}`, 3, (guess) => digests({ algorithm: name, stored }, guess), fast);
}

/** The fixed key of RFB password files (`vncpasswd`), each byte with its bits turned round as RFB does. */
const rfbKey = [0xe8, 0x4a, 0xd6, 0x60, 0xc4, 0x72, 0x1a, 0xe0];

/** A VNC password file: eight bytes of DES under a key that everyone knows. */
export function vncForm(bytes: Uint8Array): HashForm | undefined {
  if (bytes.length < 8) return undefined;
  const key = Buffer.from([...rfbKey, ...rfbKey, ...rfbKey]);
  const decipher = createDecipheriv('des-ede3', key, null).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(bytes.subarray(0, 8)), decipher.final()]);
  const password = plain.toString('latin1').replace(/\0+$/, '');
  return tried('VNC obfuscation', 0, (guess) => guess.slice(0, 8) === password, reversible);
}

/** Bytes with which Cisco's type 7 hides a password; public for decades. */
const type7Key = 'dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87';

/** Cisco IOS secrets by the number of their type. */
export function ciscoForm(type: string, text: string): HashForm | undefined {
  if (type === '7') {
    const password = type7(text);
    return password === undefined
      ? undefined
      : tried('Cisco type 7', 0, (guess) => guess === password, reversible);
  }
  const [, salt = '', hash] = /^\$[89]\$([./0-9A-Za-z]{14})\$([./0-9A-Za-z]{43})$/.exec(text) ?? [];
  if (type === '4') return cisco4(text);
  if (hash === undefined) return undefined;
  const stored = bigEndian64(hash, 32);
  if (type === '8')
    return derivedForm('Cisco type 8', { algorithm: 'sha256', salt, iterations: 20_000, stored });
  if (type !== '9') return undefined;
  return scryptForm({ N: 16_384, r: 1, p: 1 }, salt, (key) => Buffer.from(key).equals(stored));
}

function cisco4(text: string): HashForm | undefined {
  if (!/^[./0-9A-Za-z]{43}$/.test(text)) return undefined;
  const shape = { algorithm: 'sha256', stored: bigEndian64(text, 32) } as const;
  return tried('Cisco type 4', 3, (guess) => digests(shape, guess), fast);
}

function type7(text: string): string | undefined {
  const [, seed, body = ''] = /^([0-9]{2})((?:[0-9A-Fa-f]{2}){1,127})$/.exec(text) ?? [];
  if (seed === undefined) return undefined;
  const bytes = Buffer.from(body, 'hex');
  const plain = bytes.map(
    (byte, at) => byte ^ type7Key.charCodeAt((Number(seed) + at) % type7Key.length),
  );
  return Buffer.from(plain).toString('latin1');
}

const standard = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const crypt64 = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Base64 in its usual bit order with the alphabet of crypt(5). */
function bigEndian64(text: string, length: number): Buffer {
  const plain = Array.from(text, (char) => standard.charAt(crypt64.indexOf(char))).join('');
  return Buffer.from(plain, 'base64').subarray(0, length);
}

/** Grafana's user table: hex of PBKDF2-HMAC-SHA256, 10,000 rounds, 50 bytes, salt as text. */
export function grafanaForm(text: string, salt: string): HashForm | undefined {
  if (!/^[0-9a-f]{100}$/.test(text)) return undefined;
  const stored = Buffer.from(text, 'hex');
  return derivedForm('Grafana PBKDF2', { algorithm: 'sha256', salt, iterations: 10_000, stored });
}

/** ActiveMQ Artemis: `ENC(iterations:salt:hash)`, hex of PBKDF2-HMAC-SHA1. */
export function artemisForm(text: string): HashForm | undefined {
  const [, iterations, salt = '', hash = ''] =
    /^ENC\(([0-9]{1,9}):([0-9A-Fa-f]{8,128}):([0-9A-Fa-f]{40,256})\)$/.exec(text) ?? [];
  if (iterations === undefined) return undefined;
  const stored = Buffer.from(hash, 'hex');
  return derivedForm('Artemis PBKDF2', {
    algorithm: 'sha1',
    salt: Buffer.from(salt, 'hex'),
    iterations: Number(iterations),
    stored,
  });
}
