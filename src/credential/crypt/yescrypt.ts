import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { decodeBytes, encodeBytes, valueOf } from './alphabet.ts';
import type { Boxes } from './pwxform.ts';
import { fill, floorPower, makeBoxes, stir } from './smix.ts';

/** Parameters of a `$y$` setting. `flavour` as in its flags: 0 scrypt, 1 WORM, 2 and up read-write. */
export interface YescryptSetting {
  readonly readWrite: boolean;
  readonly worm: boolean;
  readonly n: number;
  readonly r: number;
  readonly p: number;
  readonly t: number;
  readonly salt: Uint8Array;
}

/** The only flavour of the read-write mode that exists: six rounds, four gathers, two lanes, 12 KiB of S-boxes. */
const standardFlavour = 47;
const largestLogN = 24;

/**
 * Reads the parameters and the salt of `$y$…$salt` (crypt(5)). `undefined` for what the reference does not compute either:
 * upgrades, ROMs, other flavours, or more than 2^24 blocks.
 */
export function parseYescrypt(parameters: string, salt: string): YescryptSetting | undefined {
  const reader = new Reader(parameters);
  const flavour = reader.next(0);
  const logN = reader.next(1);
  const r = reader.next(1);
  const have = reader.done ? 0 : reader.next(1);
  const p = have & 1 ? reader.next(2) : 1;
  const t = have & 2 ? reader.next(1) : 0;
  const bytes = decodeBytes(salt);
  if (reader.failed || !reader.done || have > 3 || bytes === undefined) return undefined;
  const setting = {
    readWrite: flavour === standardFlavour,
    worm: flavour === 1,
    n: 2 ** logN,
    r,
    p,
    t,
    salt: bytes,
  };
  return isComputable(setting, flavour) ? setting : undefined;
}

function isComputable({ n, p, readWrite, salt }: YescryptSetting, flavour: number): boolean {
  if (n > 2 ** largestLogN || salt.length > 64) return false;
  return readWrite ? n / p > 1 : flavour <= 1;
}

/** yescrypt 1.0 without a ROM: the 43 characters behind the salt. The caller bounds the parameters. */
export function yescrypt(password: Uint8Array, setting: YescryptSetting): string {
  const { readWrite, n, r, p } = setting;
  const large = readWrite && n / p >= 0x100 && (n / p) * r >= 0x20000;
  const secret = large ? derive(password, { ...setting, n: n / 64, t: 0 }, true) : password;
  return encodeBytes(derive(secret, setting, false));
}

function derive(password: Uint8Array, setting: YescryptSetting, prehash: boolean): Uint8Array {
  const { r, p, salt, readWrite, worm } = setting;
  const modern = readWrite || worm;
  const label = prehash ? 'yescrypt-prehash' : 'yescrypt';
  let secret = modern ? hmac(label, password) : password;
  const bytes = pbkdf2Sync(secret, salt, 1, 128 * r * p, 'sha256');
  const b = new Int32Array(new Uint8Array(bytes).buffer);
  if (modern) secret = bytes.subarray(0, 32);
  if (readWrite) secret = smix(b, setting, secret);
  else
    for (let at = 0; at < p; at += 1)
      smixPlain(b.subarray(at * 32 * r, (at + 1) * 32 * r), setting);
  const out = pbkdf2Sync(secret, new Uint8Array(b.buffer), 1, 32, 'sha256');
  if (!modern || prehash) return out;
  return createHash('sha256').update(hmac(out, 'Client Key')).digest();
}

/** SMix of the read-write mode over all lanes. Gives the secret that replaces the password. */
function smix(b: Int32Array, setting: YescryptSetting, secret: Uint8Array): Uint8Array {
  const { n, r, p } = setting;
  const size = 32 * r;
  const v = new Int32Array(size * n);
  const { chunk, all, own } = loops(setting);
  const lanes: { readonly block: Int32Array; readonly boxes: Boxes }[] = [];
  let passed = secret;
  for (let lane = 0; lane < p; lane += 1) {
    const block = b.subarray(lane * size, (lane + 1) * size);
    const boxes = makeBoxes(block);
    if (lane === 0) passed = hmac(bytesOf(block.subarray(size - 16)), secret);
    const count = lane < p - 1 ? chunk : n - lane * chunk;
    const mix = { b: block, v: v.subarray(lane * chunk * size), boxes, readWrite: true };
    fill(mix, count);
    stir(mix, floorPower(count), own);
    lanes.push({ block, boxes });
  }
  for (const { block, boxes } of lanes)
    stir({ b: block, v, boxes, readWrite: false }, n, all - own);
  return passed;
}

/** How many blocks a lane fills, and how often all and its own memory is stirred. */
function loops({ n, p, t }: YescryptSetting): {
  readonly chunk: number;
  readonly all: number;
  readonly own: number;
} {
  const chunk = Math.floor(n / p);
  const all = t > 1 ? chunk * (t - 1) : Math.floor((chunk * (t + 1) + 2) / 3);
  const own = Math.floor(all / p);
  return { chunk: chunk - (chunk % 2), all: all + (all % 2), own: own + (own % 2) };
}

/** SMix of scrypt and of the write-once mode. */
function smixPlain(b: Int32Array, { n, r, t }: YescryptSetting): void {
  const mix = { b, v: new Int32Array(32 * r * n), readWrite: false };
  const turns = t === 0 ? n : (t === 1 ? n + Math.floor((n + 1) / 2) : n) * t;
  fill(mix, n);
  stir(mix, n, turns + (turns % 2));
}

function hmac(key: string | Uint8Array, data: string | Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(data).digest();
}

function bytesOf(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** Reads numbers of varying length: the first character tells how many follow (yescrypt, encode64_uint32). */
class Reader {
  readonly #text: string;
  #at = 0;
  failed = false;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#at >= this.#text.length;
  }

  next(least: number): number {
    let [start, end, count, bits] = [0, 47, 1, 0];
    const first = this.#digit();
    let value = least;
    while (first > end) {
      value += (end + 1 - start) * 2 ** bits;
      start = end + 1;
      end = start + Math.floor((62 - end) / 2);
      count += 1;
      bits += 6;
    }
    value += (first - start) * 2 ** bits;
    for (let left = count - 1; left > 0; left -= 1) {
      bits -= 6;
      value += this.#digit() * 2 ** bits;
    }
    return value;
  }

  #digit(): number {
    const value = valueOf(this.#text, this.#at);
    this.#at += 1;
    if (value < 0) this.failed = true;
    return Math.max(value, 0);
  }
}
