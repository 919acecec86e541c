import {
  finalPermutation,
  initialPermutation,
  keyChoice1,
  keyChoice2,
  keyShifts,
  roundPermutation,
  substitutions,
} from './des-tables.ts';

/** A block of 64 bits as two words, the higher first. */
export type Block = readonly [number, number];

/** The sixteen round keys of FIPS 46-3, each as two halves of 24 bits. */
export type Schedule = Int32Array;

const sixBits = 64;
/** S-boxes and the permutation behind them in one look-up: 8 boxes of 64 words. */
const boxes = combinedBoxes();

/** The round keys of a key of 64 bits; its parity bits are not looked at. */
export function scheduleOf(key: Block): Schedule {
  const [left, right] = permute(key, keyChoice1, 28);
  let c = left;
  let d = right;
  const schedule = new Int32Array(32);
  keyShifts.forEach((shift, round) => {
    c = ((c << shift) | (c >>> (28 - shift))) & 0xfffffff;
    d = ((d << shift) | (d >>> (28 - shift))) & 0xfffffff;
    // 56 bits, left-aligned in two words.
    const whole: Block = [(c << 4) | (d >>> 24), d << 8];
    const [high, low] = permute(whole, keyChoice2, 24);
    schedule[2 * round] = high;
    schedule[2 * round + 1] = low;
  });
  return schedule;
}

/**
 * Encrypts `count` times over. `salt` is a mask of 24 bits whose set bits exchange the halves of the expanded block, as
 * crypt(3) does; 0 is plain DES.
 */
export function encipher(block: Block, schedule: Schedule, salt: number, count: number): Block {
  let [left, right] = permute(block, initialPermutation, 32);
  for (let turn = 0; turn < count; turn += 1) {
    for (let round = 0; round < 32; round += 2) {
      const next = left ^ feistel(right, schedule, round, salt);
      left = right;
      right = next;
    }
    [left, right] = [right, left];
  }
  return permute([left, right], finalPermutation, 32);
}

function feistel(right: number, schedule: Schedule, round: number, salt: number): number {
  let high = 0;
  let low = 0;
  for (let group = 0; group < 4; group += 1) {
    high = (high << 6) | expanded(right, group);
    low = (low << 6) | expanded(right, group + 4);
  }
  const exchanged = (high ^ low) & salt;
  high ^= exchanged ^ (schedule[round] ?? 0);
  low ^= exchanged ^ (schedule[round + 1] ?? 0);
  let out = 0;
  for (let group = 0; group < 4; group += 1) {
    const shift = 18 - 6 * group;
    out |= boxes[group * sixBits + ((high >>> shift) & 63)] ?? 0;
    out |= boxes[(group + 4) * sixBits + ((low >>> shift) & 63)] ?? 0;
  }
  return out;
}

/** Group of six bits that the expansion takes: bits 4g to 4g + 5 of the ring of 32, counted from 1, so that 0 is the last. */
function expanded(word: number, group: number): number {
  const turn = (4 * group + 31) & 31;
  return ((word << turn) | (word >>> (32 - turn))) >>> 26;
}

/** Chosen bits of a block, as two words of `half` bits each. */
function permute(block: Block, table: readonly number[], half: number): [number, number] {
  const out: [number, number] = [0, 0];
  table.forEach((position, index) => {
    const word = position > 32 ? block[1] : block[0];
    const bit = (word >>> ((32 - position) & 31)) & 1;
    const side = index < half ? 0 : 1;
    out[side] = (out[side] << 1) | bit;
  });
  return out;
}

function combinedBoxes(): Int32Array {
  const combined = new Int32Array(8 * sixBits);
  substitutions.forEach((digits, box) => {
    for (let input = 0; input < sixBits; input += 1) {
      const row = ((input >>> 4) & 2) | (input & 1);
      const value = Number.parseInt(digits.charAt(row * 16 + ((input >>> 1) & 15)), 16);
      const [word] = permute([value << (28 - 4 * box), 0], roundPermutation, 32);
      combined[box * sixBits + input] = word;
    }
  });
  return combined;
}
