import type { Advisory, AffectedRange } from './advisory.ts';
import type { Component } from './component.ts';
import type { VexStatement } from './vex.ts';

/** Why a component is held to have one vulnerability; kept with the finding so that a person can check it. */
export interface Match {
  /** The CVE, or the strongest other id of the vulnerability; an advisory of several CVEs makes a match for each. */
  readonly vulnerability: string;
  readonly advisory: Advisory;
  readonly component: Component;
  readonly because: MatchReason;
  /** What other sources say against it; the same in all matches of one vulnerability in one component. */
  readonly contrary?: readonly Pick<Match, 'advisory' | 'because'>[];
  /** What the scan proves about it; the same in all matches of one vulnerability in one component. */
  readonly vex?: VexStatement;
}

/** The comparison that decided. `comparedVersion` is the source package's version for distribution advisories. */
export interface MatchReason {
  readonly segment: string;
  /** The name that was looked up: source package, binary package or library. */
  readonly package: string;
  readonly comparedVersion: string;
  readonly scheme: string;
  /** Absent when the version stands in the advisory's list of versions. */
  readonly range?: AffectedRange;
}
