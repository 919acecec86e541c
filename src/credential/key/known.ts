import { createHash } from 'node:crypto';
import { knownKeys } from './known-keys.ts';

const byFingerprint = new Map(knownKeys.map(([fingerprint, , product]) => [fingerprint, product]));
const bySpki = new Map(knownKeys.map(([, spki, product]) => [spki, product]));

/** Words behind a public key by which products mark the key that all their users have. */
const knownComments: readonly (readonly [RegExp, string])[] = [
  [/^vagrant(?: insecure public key|@)/i, 'the insecure key of Vagrant'],
  [/insecure public key/i, 'a key that calls itself insecure'],
  [
    /^phusion-baseimage-insecure|baseimage-docker-insecure-key/i,
    'the insecure key of baseimage-docker',
  ],
];

/** SHA-256 of the blob of an SSH public key, as `ssh-keygen -l` shows it behind `SHA256:`. */
export function fingerprintOf(blob: Uint8Array): string {
  return createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
}

/**
 * What a published key is known as; `undefined` for one that is not. `id` is a fingerprint as above, or the SHA-256 over the
 * SubjectPublicKeyInfo in hex.
 */
export function knownKey(id: string, comment = ''): string | undefined {
  const product = byFingerprint.get(id) ?? bySpki.get(id.slice(0, 32));
  if (product !== undefined) return `the published key of ${product}`;
  return knownComments.find(([pattern]) => pattern.test(comment))?.[1];
}
