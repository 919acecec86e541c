import type { Advisory } from '#model/advisory.ts';
import type { Match } from '#model/match.ts';
import { isAffected } from '#version/range.ts';
import { comparatorOf, type Scheme, schemes } from '#version/scheme.ts';

/**
 * The version to upgrade to. Candidates are all `fixed` bounds of the matching advisories above the installed version.
 * The lowest of them that no matching advisory calls affected is the answer: sources often disagree, and a version that
 * one of them still calls affected would come back as a finding. None when the only fixes lie below, in another range
 * that is still affected, or nowhere.
 */
export function fixedVersionOf(matches: readonly Match[]): string | undefined {
  const because = matches[0]?.because;
  const scheme = schemes.find((known) => known === because?.scheme);
  if (because === undefined || scheme === undefined) return undefined;
  const compare = comparatorOf(scheme);
  const advisories = matches.map(({ advisory }) => advisory);
  return candidatesOf(advisories)
    .filter((candidate) => compare(candidate, because.comparedVersion) > 0)
    .sort((a, b) => compare(a, b) || (a < b ? -1 : Number(a !== b)))
    .find((candidate) => advisories.every((advisory) => accepts(advisory, scheme, candidate)));
}

function candidatesOf(advisories: readonly Advisory[]): string[] {
  const bounds = advisories.flatMap(({ ranges }) => ranges.map((range) => range.fixed));
  return [...new Set(bounds.filter((bound) => bound !== undefined && bound !== '0'))].flatMap(
    (bound) => bound ?? [],
  );
}

function accepts(advisory: Advisory, scheme: Scheme, version: string): boolean {
  return isAffected(scheme, version, advisory.ranges, advisory.versions) === undefined;
}
