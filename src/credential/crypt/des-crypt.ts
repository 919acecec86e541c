import { encodeLowFirst, lowFirst } from './alphabet.ts';
import { type Block, encipher, type Schedule, scheduleOf } from './des.ts';

/**
 * The traditional hash of crypt(3): eight characters of seven bits, 25 turns of salted DES. `salt` are the two characters in
 * front; `undefined` when they are none of the alphabet. The result is the salt and eleven characters.
 */
export function desCrypt(password: Uint8Array, salt: string): string | undefined {
  const value = lowFirst(salt, 0, 2);
  if (value === undefined) return undefined;
  const block = encipher([0, 0], scheduleOf(keyAt(password, 0)), saltMask(value), 25);
  return salt.slice(0, 2) + encodeBlock(block);
}

/**
 * BSDi's extended DES hash (crypt(5), "bsdicrypt"): `_`, four characters of turns, four of salt, eleven of hash; passwords of any
 * length.
 */
export function extendedDesCrypt(
  password: Uint8Array,
  count: number,
  salt: string,
): string | undefined {
  const value = lowFirst(salt, 0, 4);
  if (value === undefined) return undefined;
  const block = encipher([0, 0], foldedKey(password), saltMask(value), count);
  return encodeBlock(block);
}

function foldedKey(password: Uint8Array): Schedule {
  let key = keyAt(password, 0);
  for (let at = 8; at < password.length; at += 8) {
    const [high, low] = encipher(key, scheduleOf(key), 0, 1);
    const next = keyAt(password, at);
    key = [high ^ next[0], low ^ next[1]];
  }
  return scheduleOf(key);
}

/** Eight characters from an offset, each shifted one up: DES ignores the lowest bit. */
function keyAt(password: Uint8Array, from: number): Block {
  const words: [number, number] = [0, 0];
  for (let at = 0; at < 8; at += 1) {
    const side = at < 4 ? 0 : 1;
    words[side] = (words[side] << 8) | (((password[from + at] ?? 0) << 1) & 0xff);
  }
  return words;
}

/** Bit n of the salt exchanges bit n + 1, counted from the highest, of the two halves. */
function saltMask(salt: number): number {
  let mask = 0;
  for (let bit = 0; bit < 24; bit += 1) if ((salt >>> bit) & 1) mask |= 0x800000 >>> bit;
  return mask;
}

/** 64 bits as eleven characters, highest bits first, filled up with two zero bits. */
function encodeBlock([high, low]: Block): string {
  let out = '';
  for (let at = 0; at < 66; at += 6) {
    let value = 0;
    for (let bit = at; bit < at + 6; bit += 1) value = (value << 1) | bitOf(high, low, bit);
    out += encodeLowFirst(value, 1);
  }
  return out;
}

function bitOf(high: number, low: number, index: number): number {
  if (index > 63) return 0;
  return ((index < 32 ? high : low) >>> (31 - (index & 31))) & 1;
}
