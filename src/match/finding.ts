import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import { printable } from '#kit/text.ts';
import type { Advisory, AdvisoryState } from '#model/advisory.ts';
import type { Component } from '#model/component.ts';
import type { Evidence, VulnerabilityFacts, VulnerabilityFinding } from '#model/finding.ts';
import type { Match } from '#model/match.ts';
import { severityRank } from '#model/severity.ts';
import { fingerprintOf, type Precision } from './fingerprint.ts';
import { fixedVersionOf } from './fixed-version.ts';
import { aliasesOf, compareIds } from './identity.ts';
import { bestOf, precedenceOf } from './precedence.ts';
import { rate, vectorsOf } from './severity.ts';

/** All matches of one vulnerability in one component. */
interface Group {
  readonly id: string;
  readonly component: Component;
  readonly matches: Match[];
}

/** Of several statements the most definite one names the state of a finding without a fix. */
const statesByWeight: readonly AdvisoryState[] = [
  'end_of_life',
  'wont_fix',
  'deferred',
  'affected',
  'under_investigation',
];

/**
 * The findings of one artifact: one for each vulnerability in each component, with everything that is known of it.
 * Highest severity first, then known exploited, then by id and component; the order of matches and of aliases changes
 * nothing.
 */
export function findingsOf(
  matches: readonly Match[],
  index: AdvisoryIndex,
): readonly VulnerabilityFinding[] {
  const groups = groupsOf(matches);
  const precisions = precisionsOf(groups);
  return groups
    .map((group) => findingOf(group, precisions.get(group) ?? 'package', index))
    .sort(compareFindings);
}

function groupsOf(matches: readonly Match[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const match of matches) {
    const { vulnerability: id, component } = match;
    const key = `${component.id}\0${id}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { id, component, matches: [match] });
    else group.matches.push(match);
  }
  return [...groups.values()].map(sorted);
}

/** The best source first. One advisory may be filed for several products and say the same of each. */
function sorted(group: Group): Group {
  const matches = group.matches.toSorted(compareMatches);
  if (matches.length === 1) return group;
  const unique = new Map(matches.map((match) => [keyOf(match), match]));
  return { ...group, matches: [...unique.values()] };
}

function keyOf({ advisory: { id, feed, state }, because }: Pick<Match, 'advisory' | 'because'>) {
  const { segment, package: name, comparedVersion, range } = because;
  return JSON.stringify([id, feed, state, segment, name, comparedVersion, range]);
}

function compareMatches(a: Match, b: Match): number {
  return (
    precedenceOf(a) - precedenceOf(b) ||
    compareText(a.advisory.id, b.advisory.id) ||
    compareText(a.advisory.feed, b.advisory.feed) ||
    compareText(a.because.package, b.because.package) ||
    compareText(keyOf(a), keyOf(b))
  );
}

/** Raises the precision of fingerprints that would be the same, until they differ. */
function precisionsOf(groups: readonly Group[]): ReadonlyMap<Group, Precision> {
  const precisions = new Map<Group, Precision>();
  let open = groups;
  for (const precision of ['package', 'version', 'component'] as const) {
    const same = Map.groupBy(open, ({ id, component }) => fingerprintOf(id, component, precision));
    for (const group of open) precisions.set(group, precision);
    open = [...same.values()].filter((alike) => alike.length > 1).flat();
  }
  return precisions;
}

function findingOf(group: Group, precision: Precision, index: AdvisoryIndex): VulnerabilityFinding {
  const { id, component, matches } = group;
  const rating = rate(id, matches, index);
  const facts = factsOf(group, index);
  const vex = matches[0]?.vex;
  return {
    kind: 'vulnerability',
    rule: id,
    fingerprint: fingerprintOf(id, component, precision),
    severity: rating.severity,
    title: titleOf(component, id),
    locations: component.locations,
    vulnerability: {
      ...facts,
      ...stateOf(matches),
      ...(rating.source !== undefined && { severitySource: rating.source }),
    },
    ...(vex !== undefined && { vex }),
  };
}

/** Which functions a program holds has decided by now; the inventory keeps them, a hundred findings need no copy each. */
function withoutCode(component: Component): Component {
  if (component.linked === undefined) return component;
  const { linked: _, ...rest } = component;
  return rest;
}

function factsOf(
  { id, component, matches }: Group,
  index: AdvisoryIndex,
): Omit<VulnerabilityFacts, 'state'> {
  const advisories = matches.map(({ advisory }) => advisory);
  return {
    id,
    aliases: aliasesOf(id, advisories, index),
    component: withoutCode(component),
    cvss: vectorsOf(id, matches, index),
    ...enrichmentOf(id, index),
    ...datesOf(advisories),
    evidence: matches.map(evidenceOf),
    ...contraryOf(matches),
  };
}

/** What others know of a CVE. */
function enrichmentOf(
  id: string,
  index: AdvisoryIndex,
): Pick<VulnerabilityFacts, 'knownExploited' | 'exploitPrediction' | 'ssvc' | 'weaknesses'> {
  const knownExploited = index.knownExploited(id);
  const exploitPrediction = index.exploitPrediction(id);
  const ssvc = index.decisionPoints(id);
  const weaknesses = index.weaknessesOf(id);
  return {
    ...(knownExploited && { knownExploited }),
    ...(exploitPrediction && { exploitPrediction }),
    ...(ssvc && { ssvc }),
    ...(weaknesses.length > 0 && { weaknesses }),
  };
}

function datesOf(
  advisories: readonly Advisory[],
): Pick<VulnerabilityFacts, 'published' | 'modified' | 'fixedOn'> {
  const published = advisories.flatMap((advisory) => advisory.published ?? []).sort()[0];
  const fixedOn = advisories.flatMap((advisory) => advisory.fixedOn ?? []).sort()[0];
  const modified = advisories
    .flatMap((advisory) => advisory.modified ?? [])
    .sort()
    .at(-1);
  return {
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    ...(fixedOn !== undefined && { fixedOn }),
  };
}

/**
 * `fixed` means that an upgrade ends it; without one the publisher's own word counts, that of the best source. A fix that
 * all sources agree on is preferred to that of the best source alone.
 */
function stateOf(matches: readonly Match[]): Pick<VulnerabilityFacts, 'state' | 'fixedVersion'> {
  const best = bestOf(matches);
  const fixedVersion = fixedVersionOf(matches) ?? fixedVersionOf(best);
  if (fixedVersion !== undefined) return { state: 'fixed', fixedVersion };
  const stated = new Set(best.map(({ advisory }) => advisory.state));
  return { state: statesByWeight.find((state) => stated.has(state)) ?? 'affected' };
}

/** The same for all matches of a group: sorted, each once. */
function contraryOf(matches: readonly Match[]): Pick<VulnerabilityFacts, 'contrary'> {
  const contrary = matches.flatMap((match) => match.contrary ?? []);
  if (contrary.length === 0) return {};
  const unique = new Map(contrary.map((one) => [keyOf(one), one]));
  const keys = [...unique.keys()].sort();
  return { contrary: keys.flatMap((key) => unique.get(key) ?? []).map(evidenceOf) };
}

function evidenceOf({ advisory, because }: Pick<Match, 'advisory' | 'because'>): Evidence {
  const { id, feed, state, ranges, url, severity, statement } = advisory;
  return {
    advisory: {
      id,
      feed,
      state,
      ranges,
      ...(url !== undefined && { url }),
      ...(severity !== undefined && { severity }),
      ...(statement !== undefined && { statement }),
    },
    because,
  };
}

/** `openssl 3.0.11-1~deb12u2: CVE-2024-0727`; names come from the artifact and are made safe to print. */
function titleOf({ name, version }: Component, id: string): string {
  return printable(version === '' ? `${name}: ${id}` : `${name} ${version}: ${id}`);
}

function compareFindings(a: VulnerabilityFinding, b: VulnerabilityFinding): number {
  return (
    severityRank(b.severity) - severityRank(a.severity) ||
    Number(b.vulnerability.knownExploited !== undefined) -
      Number(a.vulnerability.knownExploited !== undefined) ||
    compareIds(a.rule, b.rule) ||
    compareText(a.vulnerability.component.id, b.vulnerability.component.id)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
