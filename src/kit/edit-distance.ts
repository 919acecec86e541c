/** Longer texts are not compared: the cost grows with the product of both lengths. */
const maxLength = 100;

/**
 * How many insertions, deletions, replacements and swaps of neighbours make one text of another (optimal string alignment):
 * `wbe` is 1 from `web`. Infinity for texts of more than 100 characters.
 */
export function editDistance(a: string, b: string): number {
  if (a.length > maxLength || b.length > maxLength) return Number.POSITIVE_INFINITY;
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? at(before, j - 2) + 1 : replaced;
      next.push(Math.min(replaced, swapped, at(row, j) + 1, at(next, j - 1) + 1));
    }
    before = row;
    row = next;
  }
  return at(row, b.length);
}

/** Apart by a slip of the fingers: one edit in a short text, two in a long one. Digits are told apart on purpose (`v1`, `v2`). */
export function isSlip(a: string, b: string): boolean {
  if (a === b || a.replace(/\d+/g, '') === b.replace(/\d+/g, '')) return false;
  const shorter = Math.min(a.length, b.length);
  if (shorter < 3 || Math.abs(a.length - b.length) > 2) return false;
  return editDistance(a, b) <= (shorter > 7 ? 2 : 1);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0;
}
