import type { Component } from '#model/component.ts';
import type { Ecosystem } from '#model/ecosystem.ts';
import type { VulnerabilityFinding } from '#model/finding.ts';
import { isAffected } from '#version/range.ts';
import { comparatorOf, isVersion, type Scheme } from '#version/scheme.ts';
import { releaseAfter } from './release.ts';

/** What the advisories of one finding say about versions above the installed one. */
export interface Fixes {
  readonly finding: VulnerabilityFinding;
  /** The lowest version from `from` on, stated by an advisory of the finding, that none of them calls affected. */
  readonly next: (from: string) => string | undefined;
  /** The same, above `from`. */
  readonly above: (from: string) => string | undefined;
  /** The lowest version above the installed one that ends the finding. */
  readonly first: string;
}

/** A chain of advisories that each point into the range of another one ends here. */
const maxRounds = 16;

/** The fixes of a finding; `undefined` when there is none. */
export function fixesOf(finding: VulnerabilityFinding, scheme: Scheme): Fixes | undefined {
  const { fixedVersion, evidence, component } = finding.vulnerability;
  if (fixedVersion === undefined || !isVersion(scheme, fixedVersion)) return undefined;
  const offered = offeredTo(component, scheme);
  const first: string = offered(fixedVersion);
  const compare = comparatorOf(scheme);
  const ranges = evidence.map(({ advisory }) => advisory.ranges);
  const bounds = ranges.flatMap((group) => group.flatMap(({ fixed }) => fixed ?? []));
  const stated = [...new Set([first, ...bounds.map(offered)])]
    .filter((bound) => compare(bound, first) >= 0)
    .sort((a, b) => compare(a, b) || (a < b ? -1 : 1));
  function accepts(version: string): boolean {
    return ranges.every((group) => isAffected(scheme, version, group, []) === undefined);
  }
  function next(from: string): string | undefined {
    if (from === first) return first;
    if (compare(from, first) >= 0 && accepts(from)) return from;
    return stated.find((bound) => compare(bound, from) >= 0 && (bound === first || accepts(bound)));
  }
  function above(from: string): string | undefined {
    return stated.find((bound) => compare(bound, from) > 0 && accepts(bound));
  }
  return { finding, next, above, first };
}

/** A version to propose in place of a stated one: no pre-release to whoever runs a release. */
function offeredTo({ ecosystem, version }: Component, scheme: Scheme): (stated: string) => string {
  const isEarly = releaseAfter(ecosystem, version) !== undefined;
  return (stated) => {
    const release = isEarly ? undefined : releaseAfter(ecosystem, stated);
    return release !== undefined && isVersion(scheme, release) ? release : stated;
  };
}

/**
 * The lowest stated version that ends all of `fixes`: the highest of the first fixes, raised as long as it lies in another
 * finding's range. What has no fix from there on is passed over. `allows` may refuse versions, a finding with them.
 */
export function targetOf(
  fixes: readonly Fixes[],
  scheme: Scheme,
  allows: (version: string) => boolean = () => true,
): string | undefined {
  const compare = comparatorOf(scheme);
  let target: string | undefined;
  for (let round = 0; round < maxRounds; round += 1) {
    const start: string | undefined = target;
    for (const { next, first } of fixes) {
      const wanted = target === undefined ? first : next(target);
      if (wanted === undefined || !allows(wanted)) continue;
      if (target === undefined || compare(wanted, target) > 0) target = wanted;
    }
    if (target === start) return target;
  }
  return target;
}

/**
 * Whether going from one version to the other is more than a compatible update (Semantic Versioning 2.0.0, sections 4 and 8).
 * Go tells incompatible versions by another module path, so that 0.x is one line there.
 */
export function isMajor(from: string, to: string, ecosystem?: Ecosystem): boolean {
  const isOneLine = ecosystem === 'golang';
  return significant(from, isOneLine) !== significant(to, isOneLine);
}

/** The first number, and the second one too while the first is 0; a year says nothing about compatibility. */
function significant(version: string, isOneLine: boolean): string {
  const [, first = '', second = ''] = /^(?:go|v)?(\d{1,20})(?:\.(\d{1,20}))?/.exec(version) ?? [];
  if (/^(?:19|20)\d\d$/.test(first)) return 'year';
  return /^0+$/.test(first) && !isOneLine ? `0.${second}` : first;
}
