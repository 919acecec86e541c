import type { MatchContext, Matcher } from '#contract/matcher.ts';
import { unreachable } from '#kit/never.ts';
import type { Advisory } from '#model/advisory.ts';
import type { Component } from '#model/component.ts';
import type { Match } from '#model/match.ts';
import type { Gap } from '#model/observation.ts';
import { ecosystemOfSystem, type OperatingSystem, segmentOfSystem } from '#model/os.ts';
import { packageKey } from '#model/package-key.ts';
import { isVersion, schemeOfEcosystem } from '#version/scheme.ts';
import { type Channel, seenFrom } from './channel.ts';
import { noAdvisories, noVendorData, unknownVersion } from './gap.ts';
import { isAboutSource, isSourceLevel, mayConcern, moduleUnknown } from './qualifier.ts';
import {
  type Examination,
  isDenial,
  isHit,
  type Lookup,
  matchesOf,
  type Statement,
  statementOf,
  verdictsOf,
} from './statement.ts';
import { type System, systemOf } from './system.ts';

/**
 * Packages of the operating system against the advisories of its publisher, and of nobody else. Debian, Ubuntu, Alpine
 * and Wolfi name source packages, so their source version is compared; the rpm family names binary packages.
 */
export const osPackageMatcher: Matcher = {
  kind: 'matcher',
  id: 'os/packages',
  revision: 2,
  title: 'Operating system packages',
  ecosystems: ['apk', 'alpm', 'deb', 'rpm'],
  match: matchPackage,
};

function matchPackage(component: Component, context: MatchContext): Iterable<Match | Gap> {
  const { verdicts, gaps } = examinePackage(component, systemOf(context));
  return [...verdicts.flatMap((verdict) => matchesOf(component, verdict)), ...gaps];
}

/** Whether the distribution speaks of the package, so that it answers for the files in it. */
export function isAnsweredFor(component: Component, system: System): boolean {
  return (
    system.ecosystem === component.ecosystem &&
    system.channels.length > 0 &&
    component.thirdParty !== true
  );
}

/** What the distribution's advisories say of a package. */
export function examinePackage(component: Component, system: System): Examination {
  // rpm keeps the keys that it trusts as packages.
  if (component.name === 'gpg-pubkey') return { verdicts: [], gaps: [] };
  if (component.thirdParty === true)
    return { verdicts: [], gaps: [noVendorData(component, system.os?.title ?? 'the system')] };
  if (!isAnsweredFor(component, system))
    return { verdicts: [], gaps: [noAdvisories(component, subjectOf(component, system.os))] };
  const { statements, gaps } = statementsOfPackage(component, system);
  return { verdicts: verdictsOf(statements, system.index, heldByVendor), gaps };
}

/** Everything that the distribution says of a package that it answers for, and what could not be compared. */
export function statementsOfPackage(
  component: Component,
  system: System,
): { readonly statements: readonly Statement[]; readonly gaps: readonly Gap[] } {
  const questions = system.channels.flatMap((channel) =>
    lookupsOf(component, channel.segment).map((lookup) => ({ component, lookup, channel, system })),
  );
  const answers = questions.map(answerTo);
  return {
    statements: answers.flatMap((answer) => answer.statements),
    gaps: answers.flatMap((answer) => answer.gaps),
  };
}

function answerTo(question: Question): ReturnType<typeof statementsOfPackage> {
  const { component, lookup, channel } = question;
  const advisories = advisoriesOf(question);
  if (advisories.length === 0) return { statements: [], gaps: [] };
  if (!isVersion(lookup.scheme, lookup.version))
    return { statements: [], gaps: [unknownVersion(component, lookup.version, advisories.length)] };
  const said = advisories.map((advisory) => seenFrom(channel, statementOf(advisory, lookup)));
  const open = said.filter(
    (one) => one.hit !== undefined && moduleUnknown(component, one.advisory),
  );
  if (open.length === 0) return { statements: said, gaps: [] };
  const unknown = unknownVersion(component, `${lookup.version} of an unknown module`, open.length);
  return { statements: said.filter((one) => !open.includes(one)), gaps: [unknown] };
}

interface PackageLookup extends Lookup {
  /**
   * What the advisories must be about: the source package, a binary package, or either. Where both have one name, a fact
   * that does not say which is read once, as one of the binary.
   */
  readonly level: 'source' | 'source-only' | 'binary' | 'any';
}

interface Question {
  readonly component: Component;
  readonly lookup: PackageLookup;
  readonly channel: Channel;
  readonly system: System;
}

function advisoriesOf({ component, lookup, channel, system }: Question): readonly Advisory[] {
  const { level, name } = lookup;
  const found = system.index.byPackage(channel.segment, packageKey(component.ecosystem, name));
  const about = found.filter(
    (advisory) =>
      isOfLevel(advisory, level, channel.segment) &&
      mayConcern(component, advisory, channel, system),
  );
  return level.startsWith('source') ? about.map(withoutEpochs) : about;
}

function isOfLevel(
  advisory: Advisory,
  level: Question['lookup']['level'],
  segment: string,
): boolean {
  switch (level) {
    case 'any':
      return true;
    case 'binary':
      return !isSourceLevel(advisory);
    case 'source':
      return isAboutSource(advisory, segment);
    case 'source-only':
      return isSourceLevel(advisory);
    default:
      return unreachable(level);
  }
}

/** Publishers of the rpm family that name source packages without saying so. */
const sourceSegments = /^(?:photon|azurelinux)-/;

/** The source package first; the binary package as well where it has another name. */
function lookupsOf(component: Component, segment: string): readonly PackageLookup[] {
  const scheme = schemeOfEcosystem(component.ecosystem);
  const { source, name, version } = component;
  const binary = { segment, name, version, scheme };
  if (source === undefined)
    return [{ ...binary, level: component.ecosystem === 'rpm' ? 'binary' : 'any' }];
  const sourceVersion = source.version === '' ? version : source.version;
  const lookup = { segment, name: source.name, version: sourceVersion, scheme };
  if (component.ecosystem === 'rpm' && !sourceSegments.test(segment)) {
    const epochless = { ...lookup, version: withoutEpoch(sourceVersion) };
    return [
      { ...binary, level: 'binary' },
      { ...epochless, level: source.name === name ? 'source-only' : 'source' },
    ];
  }
  if (source.name === name) return [{ ...lookup, level: 'any' }];
  return [
    { ...lookup, level: 'any' },
    { ...binary, level: 'any' },
  ];
}

/** The name of a source rpm carries no epoch, so facts of source packages are compared without. */
function withoutEpochs(advisory: Advisory): Advisory {
  const ranges = advisory.ranges.map(({ introduced, fixed, lastAffected }) => ({
    introduced: withoutEpoch(introduced),
    ...(fixed !== undefined && { fixed: withoutEpoch(fixed) }),
    ...(lastAffected !== undefined && { lastAffected: withoutEpoch(lastAffected) }),
  }));
  return { ...advisory, ranges, versions: advisory.versions.map(withoutEpoch) };
}

function withoutEpoch(version: string): string {
  return version.replace(/^\d{1,9}:/, '');
}

/**
 * What the vendor holds of one vulnerability. A denial silences everything. Where some statements name a fix, the others
 * are older and do not count; of several fixes the highest decides, for the first one is taken to be insufficient: the
 * package is affected as long as one of them is not reached. Other vendors are heard where the own one is silent.
 */
export function heldByVendor(all: readonly Statement[]): readonly Statement[] {
  const own = all.filter(({ isUpstream }) => isUpstream !== true);
  const statements = own.length > 0 ? own : all;
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
