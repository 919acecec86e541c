import { createHash } from 'node:crypto';

/**
 * Public keys whose private halves are published, by the SHA-256 over the key blob of RFC 4253 in base64 without padding, as
 * `ssh-keygen -l` shows it.
 */
const knownSshKeys: ReadonlyMap<string, string> = new Map([
  ['1M4RzhMyWuFS/86uPY/ce2prh/dVTHW7iD2RhpquOZA', 'the insecure key of Vagrant'],
]);

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

/** What a published key is known as; `undefined` for one that is not. */
export function knownKey(fingerprint: string, comment = ''): string | undefined {
  return (
    knownSshKeys.get(fingerprint) ?? knownComments.find(([pattern]) => pattern.test(comment))?.[1]
  );
}
