import type { Edit, Fix } from '#model/source-range.ts';

/** What came of applying fixes to a file. */
export interface Fixed {
  readonly bytes: Uint8Array;
  readonly applied: readonly Fix[];
  /** Fixes that touch bytes which an earlier one changed: they are for the next round. */
  readonly postponed: readonly Fix[];
}

/**
 * Applies fixes to the bytes they were made for, in the order of the file. A fix is applied as a whole or not at all; edits
 * that lie outside the file void it.
 */
export function applyFixes(bytes: Uint8Array, fixes: readonly Fix[]): Fixed {
  const taken: Edit[] = [];
  const applied: Fix[] = [];
  const postponed: Fix[] = [];
  for (const fix of fixes) {
    const { edits } = fix;
    if (edits.length === 0 || edits.some((edit) => !isInside(edit, bytes.length))) continue;
    const fresh = edits.filter((edit) => !taken.some((other) => isSame(edit, other)));
    if (fresh.some((edit) => taken.some((other) => meets(edit, other)))) {
      postponed.push(fix);
      continue;
    }
    taken.push(...fresh);
    applied.push(fix);
  }
  return { bytes: replace(bytes, taken), applied, postponed };
}

function isInside({ start, end }: Edit, length: number): boolean {
  return start >= 0 && start <= end && end <= length;
}

/** Two checks may want the very same change. */
function isSame(a: Edit, b: Edit): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}

/** Whether two edits touch the same bytes; two insertions at one place do, since their order is not known. */
function meets(a: Edit, b: Edit): boolean {
  if (a.start === b.start) return true;
  return a.start < b.end && b.start < a.end;
}

function replace(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(bytes.subarray(at, start), Buffer.from(text));
    at = end;
  }
  parts.push(bytes.subarray(at));
  return Buffer.concat(parts);
}
