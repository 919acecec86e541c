import type { AffectedRange } from '#model/advisory.ts';
import type { Comparator } from './order.ts';
import { comparatorOf, type Scheme } from './scheme.ts';

/**
 * Whether a version is affected, by the evaluation rules of the OSV schema (section "affected"): the first range that
 * holds it, `'listed'` when it stands in the list of versions, `undefined` when it is not affected.
 *
 * Where an advisory has ranges, its list only enumerates them and is compared as text; a list that stands alone is
 * compared by the scheme, so that `1.0` finds `1.0.0`.
 */
export function isAffected(
  scheme: Scheme,
  version: string,
  ranges: readonly AffectedRange[],
  versions: readonly string[],
): AffectedRange | 'listed' | undefined {
  const compare = comparatorOf(scheme);
  const range = ranges.find((candidate) => isWithin(version, candidate, compare));
  if (range !== undefined) return range;
  if (versions.includes(version)) return 'listed';
  if (ranges.length > 0) return undefined;
  return versions.some((listed) => compare(listed, version) === 0) ? 'listed' : undefined;
}

/** `introduced: 0` is the beginning of all versions, also of those that sort before 0; `fixed: 0` was never affected. */
function isWithin(version: string, range: AffectedRange, compare: Comparator): boolean {
  const { introduced, fixed, lastAffected } = range;
  if (fixed === '0') return false;
  if (introduced !== '0' && introduced !== '' && compare(version, introduced) < 0) return false;
  if (fixed !== undefined) return compare(version, fixed) < 0;
  return lastAffected === undefined || compare(version, lastAffected) <= 0;
}
