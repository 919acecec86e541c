import { salsa20 } from './salsa.ts';

/** State of pwxform (yescrypt 1.0): three S-boxes of 4 KiB in one buffer, and where the next word of the third is written. */
export interface Boxes {
  readonly words: Int32Array;
  /** Offsets of S0, S1 and S2 in words. */
  s0: number;
  s1: number;
  s2: number;
  /** Next pair of words of S2, below 512. */
  w: number;
}

/** Words of one S-box; the buffer holds three. */
export const boxWords = 1024;
const blockWords = 16;
const rounds = 6;
/** Bits of a word that choose an entry of 16 bytes, as an offset in bytes. */
const offsetMask = 0xff0;

/** BlockMix with pwxform (yescrypt 1.0): mixes `x` in place; its length is a multiple of 32 words. */
export function mixWithBoxes(x: Int32Array, boxes: Boxes): void {
  const block = x.slice(x.length - blockWords);
  for (let at = 0; at < x.length; at += blockWords) {
    for (let i = 0; i < blockWords; i += 1) block[i] = (block[i] ?? 0) ^ (x[at + i] ?? 0);
    pwxform(block, boxes);
    x.set(block, at);
  }
  salsa20(x, x.length - blockWords, 2);
}

function pwxform(block: Int32Array, boxes: Boxes): void {
  const { s0, s1, s2 } = boxes;
  let w = s2 + 2 * boxes.w;
  for (let round = 0; round < rounds; round += 1) {
    const writes = round !== 0 && round !== rounds - 1;
    for (let at = 0; at < blockWords; at += 4) {
      lanes(block, at, boxes);
      if (!writes) continue;
      for (let i = 0; i < 4; i += 1) boxes.words[w + i] = block[at + i] ?? 0;
      w += 4;
    }
  }
  boxes.w = ((w - s2) >>> 1) & 511;
  boxes.s0 = s2;
  boxes.s1 = s0;
  boxes.s2 = s1;
}

/** Both lanes of one gather: the product of the halves of each, plus an entry of S0, exclusive-or one of S1. */
function lanes(block: Int32Array, at: number, { words, s0, s1 }: Boxes): void {
  const p0 = s0 + ((word(block, at) & offsetMask) >>> 2);
  const p1 = s1 + ((word(block, at + 1) & offsetMask) >>> 2);
  for (let i = 0; i < 4; i += 2) {
    const low = word(block, at + i);
    const high = word(block, at + i + 1);
    const product = Math.imul(high, low);
    const sum = (product + word(words, p0 + i)) | 0;
    const carry = sum >>> 0 < product >>> 0 ? 1 : 0;
    const top = (upperProduct(high, low) + word(words, p0 + i + 1) + carry) | 0;
    block[at + i] = sum ^ word(words, p1 + i);
    block[at + i + 1] = top ^ word(words, p1 + i + 1);
  }
}

function word(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}

/** Bits 32 to 63 of the product of two unsigned words, from products of their halves. */
function upperProduct(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = (Math.imul(a1, b0) + (Math.imul(a0, b0) >>> 16)) | 0;
  const cross = (Math.imul(a0, b1) + (middle & 0xffff)) | 0;
  return (Math.imul(a1, b1) + (middle >>> 16) + (cross >>> 16)) | 0;
}
