import { createHmac } from 'node:crypto';
import type { SecretClass } from '#model/secret.ts';

/**
 * How a secret is named without being told: the first 128 bits of an HMAC-SHA-256 over its class and text.
 *
 * Secrets that nobody can guess (tokens, private keys, long random values) are keyed with a salt that everyone knows: their key is the
 * same on every machine, so that baselines and exceptions can be shared, and it tells nothing, since trying all values is out of
 * question. Passwords and short values can be guessed, so theirs are keyed with the key of the installation: whoever
 * has a report but not that key cannot test guesses. Neither depends on path, line or rule.
 */
export interface Fingerprints {
  keyOf(secretClass: SecretClass, secret: string): string;
}

const publicSalt = 'caisson secret fingerprint, version 1';
const guessableBits = 80;

/** `installationKey`: 32 random bytes that stay on this machine. Without one, keys of guessable secrets are not kept apart. */
export function createFingerprints(installationKey: Uint8Array): Fingerprints {
  return {
    keyOf(secretClass, secret) {
      const shared = isUnguessable(secretClass, secret);
      const key = shared ? publicSalt : installationKey;
      const kind = secretClass === 'private-key' ? 'private-key' : 'secret';
      return createHmac('sha256', key).update(`${kind}\0${secret}`).digest('hex').slice(0, 32);
    },
  };
}

function isUnguessable(secretClass: SecretClass, secret: string): boolean {
  if (secretClass === 'private-key') return true;
  if (secretClass === 'password' || secretClass === 'connection-string') return false;
  const random = entropyOf(secret) * secret.length;
  return random >= guessableBits;
}

/** Shannon entropy in bits for a character. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values())
    bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
