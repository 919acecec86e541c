/** Where the four words of each quarter round stand: columns, then rows (Salsa20 specification, sections 4 and 5). */
const quarters: readonly (readonly [number, number, number, number])[] = [
  [0, 4, 8, 12],
  [5, 9, 13, 1],
  [10, 14, 2, 6],
  [15, 3, 7, 11],
  [0, 1, 2, 3],
  [5, 6, 7, 4],
  [10, 11, 8, 9],
  [15, 12, 13, 14],
];

/**
 * The Salsa20 core with an even number of rounds on sixteen words from `at`, which stand in the shuffled order of yescrypt: word
 * `i` of the buffer is word `5 i mod 16` of the core.
 */
export function salsa20(words: Int32Array, at: number, rounds: number): void {
  const core = new Int32Array(16);
  for (let i = 0; i < 16; i += 1) core[(i * 5) & 15] = words[at + i] ?? 0;
  for (let round = 0; round < rounds; round += 2)
    for (const quarter of quarters) turn(core, quarter);
  for (let i = 0; i < 16; i += 1) words[at + i] = (words[at + i] ?? 0) + (core[(i * 5) & 15] ?? 0);
}

function turn(core: Int32Array, [p, q, r, s]: readonly [number, number, number, number]): void {
  let a = core[p] ?? 0;
  let b = core[q] ?? 0;
  let c = core[r] ?? 0;
  let d = core[s] ?? 0;
  b ^= rotated(a + d, 7);
  c ^= rotated(b + a, 9);
  d ^= rotated(c + b, 13);
  a ^= rotated(d + c, 18);
  core[p] = a;
  core[q] = b;
  core[r] = c;
  core[s] = d;
}

function rotated(sum: number, by: number): number {
  return (sum << by) | (sum >>> (32 - by));
}
