import type { MatchContext, Matcher } from '#contract/matcher.ts';
import { basename } from '#kit/path.ts';
import type { Advisory } from '#model/advisory.ts';
import type { Component } from '#model/component.ts';
import type { Match } from '#model/match.ts';
import type { Gap } from '#model/observation.ts';
import { segmentOfEcosystem } from '#model/os.ts';
import { packageKey } from '#model/package-key.ts';
import { isVersion, schemeOfEcosystem } from '#version/scheme.ts';
import { noAdvisories, unknownVersion } from './gap.ts';
import {
  isDenial,
  isHit,
  type Lookup,
  matchesOf,
  type Statement,
  statementOf,
} from './statement.ts';

/** Libraries against the advisories of their ecosystem, whoever publishes them. */
export const languageMatcher: Matcher = {
  kind: 'matcher',
  id: 'language/libraries',
  revision: 1,
  title: 'Libraries of programming languages',
  ecosystems: ['npm', 'pypi', 'golang', 'maven', 'gem', 'cargo', 'composer', 'nuget', 'generic'],
  match: matchLibrary,
};

function matchLibrary(component: Component, { index }: MatchContext): Iterable<Match | Gap> {
  const segment = segmentOfEcosystem(component.ecosystem);
  if (segment === undefined || !index.has(segment))
    return [noAdvisories(component, segment ?? `${component.ecosystem} components`)];
  const scheme = schemeOfEcosystem(component.ecosystem);
  const version = comparedVersion(component);
  const statements: Statement[] = [];
  for (const name of namesOf(component)) {
    const lookup: Lookup = { segment, name, version, scheme };
    for (const advisory of index.byPackage(segment, packageKey(component.ecosystem, name)))
      if (concerns(advisory, component)) statements.push(statementOf(advisory, lookup));
  }
  if (statements.length === 0 || isVersion(scheme, version))
    return matchesOf(component, statements, index, heldByPublishers);
  const listed = statements.filter(({ advisory }) => advisory.versions.includes(version));
  const unknown = unknownVersion(component, component.version, statements.length - listed.length);
  return [
    ...matchesOf(component, listed.map(asListed), index, heldByPublishers),
    ...(listed.length < statements.length ? [unknown] : []),
  ];
}

/** What is no version lies in no range; only a list can name it. */
function asListed({ advisory, lookup }: Statement): Statement {
  return { advisory, lookup, hit: 'listed' };
}

/** Publishers of an ecosystem may disagree: all that say "affected" are kept, unless the same one denies it as well. */
function heldByPublishers(statements: readonly Statement[]): readonly Statement[] {
  const denying = new Set(statements.filter(isDenial).map(({ advisory }) => advisory.feed));
  return statements.filter((item) => isHit(item) && !denying.has(item.advisory.feed));
}

/** The Go vulnerability database files the standard library under `stdlib` and the go command under `toolchain`. */
function namesOf(component: Component): readonly string[] {
  return isGoStandardLibrary(component) ? ['stdlib', 'toolchain'] : [component.name];
}

/**
 * A program carries the standard library, not the compiler: faults that only lie below `cmd/` count where Go itself is
 * installed, which its VERSION file tells.
 */
function concerns(advisory: Advisory, component: Component): boolean {
  const imports = advisory.qualifiers?.imports ?? [];
  if (imports.length === 0 || !isGoStandardLibrary(component)) return true;
  if (imports.some(({ path }) => path !== 'cmd' && !path.startsWith('cmd/'))) return true;
  return component.locations.some(({ path }) => basename(path) === 'VERSION');
}

function isGoStandardLibrary(component: Component): boolean {
  return component.ecosystem === 'golang' && component.name === 'stdlib';
}

/** Go writes its own releases `go1.21rc2`, its vulnerability database `1.21.0-rc.2`. */
function comparedVersion(component: Component): string {
  if (!isGoStandardLibrary(component)) return component.version;
  const match = /^(?:go|v)?([0-9]+(?:\.[0-9]+)*)(?:(beta|rc)([0-9]+))?/.exec(component.version);
  if (match === null) return component.version;
  const [, numbers = '', phase, number = ''] = match;
  if (phase === undefined) return numbers;
  return `${numbers}${numbers.split('.').length < 3 ? '.0' : ''}-${phase}.${number}`;
}
