import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { Advisory, AffectedRange } from '#model/advisory.ts';
import type { Component } from '#model/component.ts';
import type { Match, MatchReason } from '#model/match.ts';
import { isAffected } from '#version/range.ts';
import type { Scheme } from '#version/scheme.ts';
import { vulnerabilitiesOf } from './identity.ts';

/** What was looked up for a component: one name with one version in one segment. */
export interface Lookup {
  readonly segment: string;
  readonly name: string;
  readonly version: string;
  readonly scheme: Scheme;
}

/** An advisory that speaks of the component, and where its version lies in it; `hit` is absent outside of its ranges. */
export interface Statement {
  readonly advisory: Advisory;
  readonly lookup: Lookup;
  readonly hit?: AffectedRange | 'listed';
}

/** Compares the version that was looked up with an advisory. */
export function statementOf(advisory: Advisory, lookup: Lookup): Statement {
  const { scheme, version } = lookup;
  const hit = isAffected(scheme, version, advisory.ranges, advisory.versions);
  return hit === undefined ? { advisory, lookup } : { advisory, lookup, hit };
}

/** Whether the advisory can make a finding; the others only suppress or say nothing. */
function isPositive(advisory: Advisory): boolean {
  return advisory.state !== 'not_affected' && advisory.state !== 'unknown';
}

/**
 * Whether the publisher says that the component does not have the fault: `not_affected` for this version (without
 * ranges: for all), or secdb's `fixed: 0`, which means that no version was ever affected.
 */
export function isDenial(statement: Statement): boolean {
  const { advisory, hit } = statement;
  if (advisory.state === 'not_affected')
    return hit !== undefined || (advisory.ranges.length === 0 && advisory.versions.length === 0);
  return (
    advisory.versions.length === 0 &&
    advisory.ranges.length > 0 &&
    advisory.ranges.every((range) => range.fixed === '0')
  );
}

/**
 * The matches among the statements about one component. `keep` decides for one vulnerability which of the statements
 * that speak of it hold; an advisory keeps only the CVEs for which it was kept.
 */
export function matchesOf(
  component: Component,
  statements: readonly Statement[],
  index: AdvisoryIndex,
  keep: (statements: readonly Statement[]) => readonly Statement[],
): readonly Match[] {
  if (!statements.some(isHit)) return [];
  const kept = new Map<Statement, string[]>();
  for (const [vulnerability, group] of byVulnerability(statements, index))
    for (const statement of keep(group)) append(kept, statement, vulnerability);
  return [...kept].map(([statement, vulnerabilities]) =>
    matchOf(component, statement, vulnerabilities),
  );
}

/** Whether the version lies in an advisory that can make a finding. */
export function isHit(statement: Statement): boolean {
  return statement.hit !== undefined && isPositive(statement.advisory);
}

function byVulnerability(statements: readonly Statement[], index: AdvisoryIndex) {
  const groups = new Map<string, Statement[]>();
  for (const statement of statements)
    for (const vulnerability of vulnerabilitiesOf(statement.advisory, index))
      append(groups, vulnerability, statement);
  return groups;
}

function append<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}

function matchOf(component: Component, statement: Statement, kept: readonly string[]): Match {
  const { advisory } = statement;
  const cves = advisory.cves.filter((cve) => kept.includes(cve));
  const narrowed = cves.length === advisory.cves.length ? advisory : { ...advisory, cves };
  return { advisory: narrowed, component, because: reasonOf(statement) };
}

function reasonOf({ lookup, hit }: Statement): MatchReason {
  return {
    segment: lookup.segment,
    package: lookup.name,
    comparedVersion: lookup.version,
    scheme: lookup.scheme,
    ...(hit !== undefined && hit !== 'listed' && { range: hit }),
  };
}
