import { type Boxes, boxWords, mixWithBoxes } from './pwxform.ts';
import { salsa20 } from './salsa.ts';

/** One run of yescrypt's SMix over one block `b` of 32 r words. */
export interface Mix {
  /** Words of the block, in the natural order of scrypt. */
  readonly b: Int32Array;
  /** Memory: whole blocks. */
  readonly v: Int32Array;
  /** Absent: BlockMix with Salsa20/8 as in scrypt. */
  readonly boxes?: Boxes;
  /** The YESCRYPT_RW flavour: earlier blocks are read while filling, and written while mixing. */
  readonly readWrite: boolean;
}

/** First loop of SMix: fills `n` blocks of the memory. */
export function fill({ b, v, boxes, readWrite }: Mix, n: number): void {
  const x = shuffled(b);
  const size = x.length;
  for (let i = 0; i < n; i += 1) {
    v.set(x, i * size);
    if (readWrite && i > 1) xorBlock(x, v, wrapped(x, i) * size);
    mixBlock(x, boxes);
  }
  restore(b, x);
}

/** Second loop of SMix: `count` turns over `n` blocks, a power of two. */
export function stir({ b, v, boxes, readWrite }: Mix, n: number, count: number): void {
  if (count === 0) return;
  const x = shuffled(b);
  const size = x.length;
  for (let turn = 0; turn < count; turn += 1) {
    const at = (numberOf(x) & (n - 1)) * size;
    xorBlock(x, v, at);
    if (readWrite) v.set(x, at);
    mixBlock(x, boxes);
  }
  restore(b, x);
}

/** The S-boxes that a block makes for itself: SMix with r = 1 over its first 128 bytes. */
export function makeBoxes(b: Int32Array): Boxes {
  const words = new Int32Array(3 * boxWords);
  const head = b.subarray(0, 32);
  fill({ b: head, v: words, readWrite: false }, words.length / head.length);
  return { words, s2: 0, s1: boxWords, s0: 2 * boxWords, w: 0 };
}

/** The largest power of two that is not greater. */
export function floorPower(n: number): number {
  return 2 ** (31 - Math.clz32(n));
}

function mixBlock(x: Int32Array, boxes: Boxes | undefined): void {
  if (boxes !== undefined) mixWithBoxes(x, boxes);
  else mixWithSalsa(x);
}

/** BlockMix of scrypt (RFC 7914, section 4). */
function mixWithSalsa(x: Int32Array): void {
  const half = x.length / 2;
  const out = new Int32Array(x.length);
  const block = x.slice(x.length - 16);
  for (let at = 0; at < x.length; at += 16) {
    for (let i = 0; i < 16; i += 1) block[i] = (block[i] ?? 0) ^ (x[at + i] ?? 0);
    salsa20(block, 0, 8);
    const index = at / 16;
    out.set(block, (index >>> 1) * 16 + (index & 1 ? half : 0));
  }
  x.set(out);
}

function xorBlock(x: Int32Array, v: Int32Array, at: number): void {
  for (let i = 0; i < x.length; i += 1) x[i] = (x[i] ?? 0) ^ (v[at + i] ?? 0);
}

/** Integerify, low word: enough, as no memory here has 2^32 blocks. */
function numberOf(x: Int32Array): number {
  return x[x.length - 16] ?? 0;
}

function wrapped(x: Int32Array, i: number): number {
  const power = floorPower(i);
  return (numberOf(x) & (power - 1)) + (i - power);
}

function shuffled(b: Int32Array): Int32Array {
  const x = new Int32Array(b.length);
  for (let at = 0; at < b.length; at += 16)
    for (let i = 0; i < 16; i += 1) x[at + i] = b[at + ((i * 5) & 15)] ?? 0;
  return x;
}

function restore(b: Int32Array, x: Int32Array): void {
  for (let at = 0; at < b.length; at += 16)
    for (let i = 0; i < 16; i += 1) b[at + ((i * 5) & 15)] = x[at + i] ?? 0;
}
