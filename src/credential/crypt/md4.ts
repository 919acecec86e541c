/** MD4 (RFC 1320): no longer in OpenSSL's default provider, but what NT hashes are made of. */
export function md4(data: Uint8Array): Uint8Array {
  const words = padded(data);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let at = 0; at < words.length; at += 16) mix(state, words.subarray(at, at + 16));
  return new Uint8Array(state.buffer);
}

const shifts: readonly (readonly number[])[] = [
  [3, 7, 11, 19],
  [3, 5, 9, 13],
  [3, 9, 11, 15],
];
const orders: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
];
const constants: readonly number[] = [0, 0x5a827999, 0x6ed9eba1];

function mix(state: Int32Array, block: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let step = 0; step < 48; step += 1) {
    const round = step >>> 4;
    const sum = (a + choose(round, b, c, d) + addend(block, step)) | 0;
    const shift = shifts[round]?.[step & 3] ?? 0;
    [a, d, c, b] = [d, c, b, (sum << shift) | (sum >>> (32 - shift))];
  }
  [a, b, c, d].forEach((word, index) => {
    state[index] = (state[index] ?? 0) + word;
  });
}

function addend(block: Int32Array, step: number): number {
  const round = step >>> 4;
  return (block[orders[round]?.[step & 15] ?? 0] ?? 0) + (constants[round] ?? 0);
}

function choose(round: number, x: number, y: number, z: number): number {
  if (round === 0) return (x & y) | (~x & z);
  return round === 1 ? (x & y) | (x & z) | (y & z) : x ^ y ^ z;
}

function padded(data: Uint8Array): Int32Array {
  const blocks = Math.floor((data.length + 8) / 64) + 1;
  const bytes = new Uint8Array(blocks * 64);
  bytes.set(data);
  bytes[data.length] = 0x80;
  new DataView(bytes.buffer).setUint32(bytes.length - 8, data.length * 8, true);
  return new Int32Array(bytes.buffer);
}
