import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { MatchContext, Matcher } from '#contract/matcher.ts';
import type { Advisory } from '#model/advisory.ts';
import type { Component } from '#model/component.ts';
import type { Match } from '#model/match.ts';
import type { Gap } from '#model/observation.ts';
import { ecosystemOfSystem, type OperatingSystem, segmentOfSystem } from '#model/os.ts';
import { packageKey } from '#model/package-key.ts';
import { isVersion, schemeOfEcosystem } from '#version/scheme.ts';
import { noAdvisories, unknownVersion } from './gap.ts';
import { mayConcern, moduleUnknown } from './qualifier.ts';
import {
  isDenial,
  isHit,
  type Lookup,
  matchesOf,
  type Statement,
  statementOf,
} from './statement.ts';

/**
 * Packages of the operating system against the advisories of its publisher, and of nobody else. Debian, Ubuntu, Alpine
 * and Wolfi name source packages, so their source version is compared; the rpm family names binary packages.
 */
export const osPackageMatcher: Matcher = {
  kind: 'matcher',
  id: 'os/packages',
  revision: 1,
  title: 'Operating system packages',
  ecosystems: ['apk', 'alpm', 'deb', 'rpm'],
  match: matchPackage,
};

/** The segment with the advisories of a system's packages; `undefined` when the index has none. */
export function segmentFor(
  component: Component,
  os: OperatingSystem | undefined,
  index: AdvisoryIndex,
): string | undefined {
  if (os === undefined || ecosystemOfSystem(os) !== component.ecosystem) return undefined;
  const segment = segmentOfSystem(os);
  return segment !== undefined && index.has(segment) ? segment : undefined;
}

function matchPackage(component: Component, context: MatchContext): Iterable<Match | Gap> {
  const { index, os } = context;
  if (component.name === 'gpg-pubkey') return [];
  const segment = segmentFor(component, os, index);
  if (segment === undefined) return [noAdvisories(component, subjectOf(component, os))];
  const statements: Statement[] = [];
  const gaps: Gap[] = [];
  for (const lookup of lookupsOf(component, segment)) {
    const found = index.byPackage(segment, packageKey(component.ecosystem, lookup.name));
    const advisories = found.filter((advisory) => mayConcern(component, advisory, segment));
    if (advisories.length === 0) continue;
    const doubt = doubtOf(component, lookup, advisories);
    if (doubt !== undefined) gaps.push(doubt);
    else for (const advisory of advisories) statements.push(statementOf(advisory, lookup));
  }
  return [...matchesOf(component, statements, index, heldByVendor), ...gaps];
}

/** Why the version cannot be compared, if so. */
function doubtOf(
  component: Component,
  lookup: Lookup,
  advisories: readonly Advisory[],
): Gap | undefined {
  if (!isVersion(lookup.scheme, lookup.version))
    return unknownVersion(component, lookup.version, advisories.length);
  const modular = advisories.filter((advisory) => moduleUnknown(component, advisory));
  if (modular.length === 0) return undefined;
  return unknownVersion(component, `${lookup.version} of an unknown module`, modular.length);
}

/** The source package first; the binary package as well where it has another name. */
function lookupsOf(component: Component, segment: string): readonly Lookup[] {
  const scheme = schemeOfEcosystem(component.ecosystem);
  const binary = { segment, name: component.name, version: component.version, scheme };
  const { source } = component;
  if (component.ecosystem === 'rpm' || source === undefined) return [binary];
  const version = source.version === '' ? component.version : source.version;
  const lookup = { segment, name: source.name, version, scheme };
  return source.name === component.name ? [lookup] : [lookup, binary];
}

/**
 * What the vendor holds of one vulnerability. A denial silences everything. Where some statements name a fix, the others
 * are older and do not count; of several fixes the highest decides, for the first one is taken to be insufficient: the
 * package is affected as long as one of them is not reached.
 */
function heldByVendor(statements: readonly Statement[]): readonly Statement[] {
  if (statements.some(isDenial)) return [];
  const fixes = statements.filter(namesFix);
  return (fixes.length > 0 ? fixes : statements).filter(isHit);
}

function namesFix({ advisory }: Statement): boolean {
  return advisory.ranges.some((range) => range.fixed !== undefined);
}

function subjectOf(component: Component, os: OperatingSystem | undefined): string {
  if (os === undefined) return `${component.ecosystem} packages: no release file names the system`;
  const segment = segmentOfSystem(os);
  if (segment === undefined || ecosystemOfSystem(os) !== component.ecosystem)
    return `${component.ecosystem} packages on ${os.title}`;
  return segment;
}
