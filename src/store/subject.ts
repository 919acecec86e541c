import type { Artifact } from '#model/artifact.ts';
import type { Component } from '#model/component.ts';
import { isExcused, type VulnerabilityFinding } from '#model/finding.ts';
import type { OperatingSystem } from '#model/os.ts';
import type { Severity } from '#model/severity.ts';

/** What matters to matching beside the component itself. */
export interface MatchContextFacts {
  readonly os?: OperatingSystem;
  readonly kind: Artifact['kind'];
}

/** Where the advisories of a component stand: a segment of the database and the key in it. */
export interface AdvisoryKey {
  readonly segment: string;
  readonly key: string;
}

/** Digests of database segments by name: the state that something was matched against. */
export type SegmentDigests = ReadonlyMap<string, string>;

/** A finding as it is remembered: enough to see whether it changed, and to tell a person. */
export interface FindingMark {
  readonly id: string;
  readonly severity: Severity;
  readonly state: string;
  readonly fixed?: string;
  readonly exploited?: true;
  /** The scan excused it with evidence. */
  readonly excused?: true;
}

/** A component in a context, with what the last matching found. */
export interface Subject {
  readonly context: number;
  readonly number: number;
  readonly component: Component;
  readonly marks: readonly FindingMark[];
}

/** The mark of a finding. */
export function markOf(finding: VulnerabilityFinding): FindingMark {
  const { id, state, fixedVersion, knownExploited } = finding.vulnerability;
  return {
    id,
    severity: finding.severity,
    state,
    ...(fixedVersion !== undefined && { fixed: fixedVersion }),
    ...(knownExploited !== undefined && { exploited: true }),
    ...(isExcused(finding) && { excused: true }),
  };
}

/** Marks in a fixed order, as text: equal text means that nothing changed. */
export function formatMarks(marks: readonly FindingMark[]): string {
  if (marks.length === 0) return '';
  return JSON.stringify(marks.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
}

/** What `formatMarks` wrote. */
export function parseMarks(text: string): readonly FindingMark[] {
  return text === '' ? [] : (JSON.parse(text) as readonly FindingMark[]);
}
