import type { Artifact } from './artifact.ts';
import type { Component } from './component.ts';
import type { JudgedFinding } from './decision.ts';
import type { DatabaseFacts } from './report.ts';

/** What differs between two reports, `before` and `after`. */
export interface ReportChange {
  readonly before: ChangeSide;
  readonly after: ChangeSide;
  readonly components: {
    readonly added: readonly Component[];
    readonly removed: readonly Component[];
    /** The same software in another version. */
    readonly changed: readonly { readonly before: Component; readonly after: Component }[];
  };
  readonly findings: {
    readonly opened: readonly ChangedFinding[];
    readonly closed: readonly ChangedFinding[];
    /** Still there, but with another severity, tier, state or fix. */
    readonly altered: readonly AlteredFinding[];
    /** How many are the same on both sides. */
    readonly same: number;
  };
}

/** One side of a comparison. */
export interface ChangeSide {
  readonly artifact: Artifact;
  readonly components: number;
  readonly findings: number;
  readonly database: Pick<DatabaseFacts, 'build' | 'builtAt'>;
}

/**
 * Why a finding opened or closed: the software changed, the advisories changed, or what could be examined did (a gap on
 * one side only: then nobody knows).
 */
export type ChangeCause = 'inventory' | 'advisories' | 'gap';

/** `explanation` is for people: `openssl 3.0.11 → 3.0.15`. */
export interface ChangedFinding {
  readonly finding: JudgedFinding;
  readonly cause: ChangeCause;
  readonly explanation: string;
}

/** `fields` names what differs. */
export interface AlteredFinding {
  readonly before: JudgedFinding;
  readonly after: JudgedFinding;
  readonly fields: readonly ('severity' | 'tier' | 'state' | 'fix' | 'exploited' | 'accepted')[];
}
