import type { AffectedRange } from '#model/advisory.ts';
import type { Comparator } from '#version/order.ts';

/** One end of an interval of versions. */
export interface Bound {
  readonly version: string;
  readonly isIncluded: boolean;
}

/** Versions between two ends; an absent end is open. */
export interface Interval {
  readonly from?: Bound;
  readonly to?: Bound;
}

/** What both hold; `undefined` when that is nothing. */
export function intersection(a: Interval, b: Interval, compare: Comparator): Interval | undefined {
  const from = stricter(a.from, b.from, compare);
  const to = stricter(a.to, b.to, (x, y) => compare(y, x));
  const both = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  return isEmpty(both, compare) ? undefined : both;
}

/** Everything that none of the intervals holds, in order. */
export function complement(intervals: readonly Interval[], compare: Comparator): Interval[] {
  const gaps: Interval[] = [];
  let from: Bound | undefined;
  for (const interval of intervals.toSorted((a, b) => byStart(a, b, compare))) {
    const to = interval.from === undefined ? undefined : inverted(interval.from);
    const gap = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    if (to !== undefined && !isEmpty(gap, compare)) gaps.push(gap);
    if (interval.to === undefined) return gaps;
    const end = inverted(interval.to);
    from = from === undefined ? end : stricter(from, end, compare);
  }
  return [...gaps, from === undefined ? {} : { from }];
}

/**
 * As a range of an advisory. A beginning that is itself excluded becomes part of it: a range cannot say otherwise, and a version
 * too many is the smaller fault.
 */
export function rangeOfInterval({ from, to }: Interval): AffectedRange {
  const introduced = from?.version ?? '0';
  if (to === undefined) return { introduced };
  return to.isIncluded
    ? { introduced, lastAffected: to.version }
    : { introduced, fixed: to.version };
}

/** The higher of two beginnings; of equal ones the one that is excluded. */
function stricter(a: Bound | undefined, b: Bound | undefined, compare: Comparator) {
  if (a === undefined || b === undefined) return a ?? b;
  const order = compare(a.version, b.version);
  if (order === 0) return a.isIncluded ? b : a;
  return order > 0 ? a : b;
}

function inverted({ version, isIncluded }: Bound): Bound {
  return { version, isIncluded: !isIncluded };
}

function isEmpty({ from, to }: Interval, compare: Comparator): boolean {
  if (from === undefined || to === undefined) return false;
  const order = compare(from.version, to.version);
  return order > 0 || (order === 0 && !(from.isIncluded && to.isIncluded));
}

function byStart(a: Interval, b: Interval, compare: Comparator): number {
  if (a.from === undefined || b.from === undefined)
    return Number(a.from !== undefined) - Number(b.from !== undefined);
  const order = compare(a.from.version, b.from.version);
  return order === 0 ? Number(b.from.isIncluded) - Number(a.from.isIncluded) : order;
}
