import { createHash } from 'node:crypto';
import { encodeLowFirst } from './alphabet.ts';

/**
 * md5-crypt as in crypt(5) (`$1$`) and Apache's variant (`$apr1$`): 1000 turns of MD5. Gives the 22 characters behind the salt.
 */
export function md5Crypt(password: Uint8Array, salt: string, magic: '$1$' | '$apr1$'): string {
  const saltBytes = Buffer.from(salt, 'latin1');
  let digest = firstDigest(password, saltBytes, magic);
  for (let turn = 0; turn < 1000; turn += 1) {
    const hash = createHash('md5');
    hash.update(turn & 1 ? password : digest);
    if (turn % 3 !== 0) hash.update(saltBytes);
    if (turn % 7 !== 0) hash.update(password);
    digest = hash.update(turn & 1 ? digest : password).digest();
  }
  return encodeDigest(digest);
}

function firstDigest(password: Uint8Array, salt: Uint8Array, magic: string): Uint8Array {
  const inner = createHash('md5').update(password).update(salt).update(password).digest();
  const hash = createHash('md5').update(password).update(magic).update(salt);
  for (let left = password.length; left > 0; left -= 16)
    hash.update(inner.subarray(0, Math.min(16, left)));
  const zero = Uint8Array.of(0);
  for (let bits = password.length; bits > 0; bits >>>= 1)
    hash.update(bits & 1 ? zero : password.subarray(0, 1));
  return hash.digest();
}

function encodeDigest(digest: Uint8Array): string {
  let out = '';
  for (let at = 0; at < 5; at += 1) {
    const last = at === 4 ? 5 : at + 12;
    out += encodeLowFirst(triple(digest, [at, at + 6, last]), 4);
  }
  return out + encodeLowFirst(digest[11] ?? 0, 2);
}

/** Three bytes of a digest as one number, the first one highest. */
function triple(digest: Uint8Array, [a, b, c]: readonly [number, number, number]): number {
  return ((digest[a] ?? 0) << 16) | ((digest[b] ?? 0) << 8) | (digest[c] ?? 0);
}
