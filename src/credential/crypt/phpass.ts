import { createHash } from 'node:crypto';
import { encodeBytes } from './alphabet.ts';

/** phpass "portable" (`$P$`, `$H$`, MD5) and Drupal 7 (`$S$`, SHA-512): 2^`logRounds` turns. Gives the whole encoded digest. */
export function phpass(
  algorithm: 'md5' | 'sha512',
  password: Uint8Array,
  salt: string,
  logRounds: number,
): string {
  let digest = createHash(algorithm).update(salt).update(password).digest();
  for (let turn = 0; turn < 2 ** logRounds; turn += 1)
    digest = createHash(algorithm).update(digest).update(password).digest();
  return encodeBytes(digest);
}
