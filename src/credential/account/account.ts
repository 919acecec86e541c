import type { HashForm } from '../hash/form.ts';

/** An account with its password as a file holds it. Locked accounts are left out by the readers. */
export interface Account {
  readonly user: string;
  /** The place of the entry, from 1. */
  readonly line?: number;
  /** Absent: anyone may use the account without a password. */
  readonly form?: HashForm;
}

/** Most accounts that are looked at in one file. */
export const maxAccounts = 10_000;

/** The lines of a text with their numbers from 1, without line ends; at most `most`. */
export function* numberedLines(
  text: string,
  most = 200_000,
): Iterable<readonly [line: string, number: number]> {
  let from = 0;
  for (let number = 1; number <= most && from <= text.length; number += 1) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end === -1 ? text.length : end);
    yield [line.endsWith('\r') ? line.slice(0, -1) : line, number];
    if (end === -1) return;
    from = end + 1;
  }
}

/** Gives the line of an offset, from 1; made once for a text, so that many questions stay cheap. */
export function lineCounter(text: string): (offset: number) => number {
  const ends: number[] = [];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) ends.push(at);
  return (offset) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ends[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
