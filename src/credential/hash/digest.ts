import { createHash, pbkdf2Sync } from 'node:crypto';
import { type HashForm, tried, untried } from './form.ts';

/** A digest of a password with things before and behind it, compared with what is stored. */
export interface DigestShape {
  readonly algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512';
  readonly stored: Uint8Array;
  readonly before?: string | Uint8Array;
  readonly behind?: string | Uint8Array;
}

/** Whether a guess gives the stored digest. */
export function digests(
  { algorithm, stored, before, behind }: DigestShape,
  guess: string,
): boolean {
  const hash = createHash(algorithm);
  if (before !== undefined) hash.update(before);
  hash.update(guess, 'utf8');
  if (behind !== undefined) hash.update(behind);
  return hash.digest().equals(stored);
}

/** A PBKDF2 (RFC 8018) as some framework keeps it. */
export interface DerivedShape {
  readonly algorithm: string;
  readonly salt: string | Uint8Array;
  readonly iterations: number;
  readonly stored: Uint8Array;
}

const known = new Set(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512']);

/** A PBKDF2 form; its costs follow from iterations and length. */
export function derivedForm(scheme: string, shape: DerivedShape): HashForm | undefined {
  const { algorithm, salt, iterations, stored } = shape;
  if (!known.has(algorithm) || iterations < 1 || stored.length < 8) return undefined;
  if (iterations > 100_000_000) return untried(scheme, 'it asks for too many rounds');
  function verify(guess: string): boolean {
    return pbkdf2Sync(guess, salt, iterations, stored.length, algorithm).equals(stored);
  }
  return tried(scheme, 5 + iterations * Math.ceil(stored.length / 32) * 0.6, verify);
}
