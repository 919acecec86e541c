import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { Advisory, AffectedRange } from '#model/advisory.ts';
import type { Component } from '#model/component.ts';
import type { Match, MatchReason } from '#model/match.ts';
import type { Gap } from '#model/observation.ts';
import type { VexStatement } from '#model/vex.ts';
import { isAffected } from '#version/range.ts';
import type { Scheme } from '#version/scheme.ts';
import { vulnerabilitiesOf } from './identity.ts';
import { sourceOf } from './precedence.ts';

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
  /** Another vendor says it, from whose sources the packages are built; counts where the own one is silent. */
  readonly isUpstream?: true;
}

/** One vulnerability that a component has: what says so, and everything that speaks of it. */
export interface Verdict {
  readonly vulnerability: string;
  readonly held: readonly Statement[];
  readonly all: readonly Statement[];
}

/** What the advisories say of one component. */
export interface Examination {
  readonly verdicts: readonly Verdict[];
  readonly gaps: readonly Gap[];
}

/** Decides for one vulnerability which of the statements that speak of it hold. */
export type Judge = (statements: readonly Statement[]) => readonly Statement[];

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

/** Whether the version lies in an advisory that can make a finding. */
export function isHit(statement: Statement): boolean {
  return statement.hit !== undefined && isPositive(statement.advisory);
}

/** The vulnerabilities of which `judge` lets at least one statement hold. */
export function verdictsOf(
  statements: readonly Statement[],
  index: AdvisoryIndex,
  judge: Judge,
): readonly Verdict[] {
  if (!statements.some(isHit)) return [];
  return [...byVulnerability(statements, index)].flatMap(([vulnerability, all]) => {
    if (!all.some(isHit)) return [];
    const held = judge(all);
    return held.length > 0 ? [{ vulnerability, held, all }] : [];
  });
}

/** Statements by the vulnerabilities that they speak of. */
export function byVulnerability(
  statements: readonly Statement[],
  index: AdvisoryIndex,
): ReadonlyMap<string, readonly Statement[]> {
  const groups = new Map<string, Statement[]>();
  for (const statement of statements)
    for (const vulnerability of vulnerabilitiesOf(statement.advisory, index)) {
      const list = groups.get(vulnerability);
      if (list === undefined) groups.set(vulnerability, [statement]);
      else list.push(statement);
    }
  return groups;
}

/** The matches of a verdict, each with what other sources hold against it. */
export function matchesOf(
  component: Component,
  verdict: Verdict,
  vex?: VexStatement,
): readonly Match[] {
  const { vulnerability, held } = verdict;
  const contrary = contraryOf(verdict).map((one) => ({
    advisory: one.advisory,
    because: reasonOf(one),
  }));
  return held.map((statement) => ({
    vulnerability,
    advisory: statement.advisory,
    component,
    because: reasonOf(statement),
    ...(contrary.length > 0 && { contrary }),
    ...(vex !== undefined && { vex }),
  }));
}

/** Statements of publishers that none of the held ones is from, and that do not call the version affected. */
function contraryOf({ held, all }: Verdict): readonly Statement[] {
  if (held.length === all.length) return [];
  const sources = new Set(held.map(({ advisory }) => sourceOf(advisory)));
  return all.filter(
    (one) =>
      !isHit(one) && one.advisory.state !== 'unknown' && !sources.has(sourceOf(one.advisory)),
  );
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
