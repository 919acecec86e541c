import { createHash } from 'node:crypto';
import { encodeLowFirst } from './alphabet.ts';

export type ShaCryptAlgorithm = 'sha256' | 'sha512';

/**
 * sha256-crypt and sha512-crypt ("Unix crypt using SHA-256 and SHA-512", version 0.4). Gives the 43 or 86 characters behind the
 * salt. The caller bounds `rounds`.
 */
export function shaCrypt(
  algorithm: ShaCryptAlgorithm,
  password: Uint8Array,
  salt: Uint8Array,
  rounds: number,
): string {
  let digest = firstDigest(algorithm, password, salt);
  const p = repeated(algorithm, password, password.length, password.length);
  const s = repeated(algorithm, salt, 16 + (digest[0] ?? 0), salt.length);
  for (let turn = 0; turn < rounds; turn += 1) {
    const hash = createHash(algorithm);
    hash.update(turn & 1 ? p : digest);
    if (turn % 3 !== 0) hash.update(s);
    if (turn % 7 !== 0) hash.update(p);
    digest = hash.update(turn & 1 ? digest : p).digest();
  }
  return algorithm === 'sha256' ? encode256(digest) : encode512(digest);
}

function firstDigest(
  algorithm: ShaCryptAlgorithm,
  password: Uint8Array,
  salt: Uint8Array,
): Uint8Array {
  const inner = createHash(algorithm).update(password).update(salt).update(password).digest();
  const hash = createHash(algorithm).update(password).update(salt);
  for (let left = password.length; left > 0; left -= inner.length)
    hash.update(inner.subarray(0, Math.min(inner.length, left)));
  for (let bits = password.length; bits > 0; bits >>>= 1) hash.update(bits & 1 ? inner : password);
  return hash.digest();
}

/** The digest of `data` written `times` times over, itself repeated to `length` bytes. */
function repeated(
  algorithm: ShaCryptAlgorithm,
  data: Uint8Array,
  times: number,
  length: number,
): Uint8Array {
  const hash = createHash(algorithm);
  for (let turn = 0; turn < times; turn += 1) hash.update(data);
  const digest = hash.digest();
  const out = new Uint8Array(length);
  for (let at = 0; at < length; at += digest.length)
    out.set(digest.subarray(0, Math.min(digest.length, length - at)), at);
  return out;
}

function encode256(digest: Uint8Array): string {
  let out = '';
  for (let group = 0; group < 10; group += 1)
    out += encodeLowFirst(triple(digest, orderOf256(group)), 4);
  return out + encodeLowFirst(((digest[31] ?? 0) << 8) | (digest[30] ?? 0), 3);
}

function orderOf256(group: number): readonly [number, number, number] {
  return turned([group, group + 10, group + 20], (3 - (group % 3)) % 3);
}

function encode512(digest: Uint8Array): string {
  let out = '';
  for (let group = 0; group < 21; group += 1)
    out += encodeLowFirst(triple(digest, turned([group, group + 21, group + 42], group % 3)), 4);
  return out + encodeLowFirst(digest[63] ?? 0, 2);
}

function turned(
  [a, b, c]: readonly [number, number, number],
  by: number,
): readonly [number, number, number] {
  if (by === 1) return [b, c, a];
  return by === 2 ? [c, a, b] : [a, b, c];
}

function triple(digest: Uint8Array, [a, b, c]: readonly [number, number, number]): number {
  return ((digest[a] ?? 0) << 16) | ((digest[b] ?? 0) << 8) | (digest[c] ?? 0);
}
