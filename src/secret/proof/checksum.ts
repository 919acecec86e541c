import { createHash } from 'node:crypto';
import { checksumOf } from '../recipe.ts';
import { silent, type Verdict } from './verdict.ts';

/**
 * Tokens that end in 6 base62 digits of the CRC-32 of what stands between prefix and checksum (GitHub, npm and those that took the form
 * over). Some issuers count the prefix in, and write the digits of base62 in another order.
 */
export function proveCrc32(secret: string, tail: number): Verdict {
  const body = secret.slice(0, -tail);
  const given = secret.slice(-tail);
  const bare = body.slice(body.lastIndexOf('_') + 1);
  for (const candidate of [bare, body]) {
    const sum = checksumOf(candidate).slice(-tail).padStart(tail, '0');
    if (sum === given || swapCase(sum) === given) return { proof: 'checksum' };
  }
  return { reasons: ['its checksum does not fit: mistyped, invented or of an older form'] };
}

/** Base58 with 4 bytes of double SHA-256 behind the content (Bitcoin's wallet import format). */
export function proveBase58(secret: string): Verdict {
  const bytes = fromBase58(secret);
  if (bytes === undefined || bytes.length < 8) return { refuted: 'is not base58' };
  const body = bytes.subarray(0, -4);
  const sum = sha256(sha256(body)).subarray(0, 4);
  return sum.equals(bytes.subarray(-4))
    ? { proof: 'checksum' }
    : { refuted: 'its checksum does not fit' };
}

/** Bech32 (BIP 173) and Bech32m (BIP 350): age identities, Nostr keys. */
export function proveBech32(secret: string): Verdict {
  const text = secret.toLowerCase();
  const split = text.lastIndexOf('1');
  const values = Array.from(text.slice(split + 1), (char) => bech32.indexOf(char));
  if (split < 1 || values.length < 6 || values.includes(-1)) return silent;
  const prefix = Buffer.from(text.slice(0, split), 'latin1');
  const sum = polymod([
    ...prefix.map((code) => code >> 5),
    0,
    ...prefix.map((code) => code & 31),
    ...values,
  ]);
  return sum === 1 || sum === 0x2bc830a3
    ? { proof: 'checksum' }
    : { reasons: ['its checksum does not fit: mistyped or invented'] };
}

const bech32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [bit, generator] of generators.entries())
      if (((top >> bit) & 1) === 1) sum ^= generator;
  }
  return sum >>> 0;
}

function fromBase58(text: string): Buffer | undefined {
  if (text.length > 128) return undefined;
  let value = 0n;
  for (const char of text) {
    const digit = base58.indexOf(char);
    if (digit === -1) return undefined;
    value = value * 58n + BigInt(digit);
  }
  const hex = value.toString(16);
  const zeros = /^1*/.exec(text)?.[0].length ?? 0;
  return Buffer.concat([
    Buffer.alloc(zeros),
    Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, 'hex'),
  ]);
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function swapCase(text: string): string {
  return text.replaceAll(/[A-Za-z]/g, (char) =>
    char < 'a' ? char.toLowerCase() : char.toUpperCase(),
  );
}
