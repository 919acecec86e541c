import type { Finding } from './finding.ts';
import type { VexStatus } from './vex.ts';

export type Verdict = 'allow' | 'warn' | 'deny' | 'incomplete';

/** The name of the policy that denies nothing, because nobody asked for a gate. */
export const noGate = 'no gate';

export interface Decision {
  readonly verdict: Verdict;
  /** The expression or policy name that decided. */
  readonly policy: string;
  /** Never empty for `warn`, `deny` and `incomplete`: a decision can always be explained. */
  readonly reasons: readonly Reason[];
}

export interface Reason {
  readonly rule: string;
  readonly text: string;
  /** Fingerprints of the findings that led to it. */
  readonly findings: readonly string[];
}

/** A dated, justified acceptance that applied to a finding: an entry of an ignore file or a VEX statement. */
export interface AppliedException {
  /** The file and entry, or the VEX document and statement. */
  readonly origin: string;
  /** VEX justification or free reason. */
  readonly justification: string;
  readonly note?: string;
  readonly owner?: string;
  /** RFC 3339 date or date-time; VEX statements have none. */
  readonly expires?: string;
  /** What a VEX statement says (`not_affected`, `fixed`); absent where a person accepts a risk that is there. */
  readonly status?: VexStatus;
  /** RFC 3339 moment of the VEX statement. */
  readonly stated?: string;
}

/** What a VEX statement says of a finding without settling it: affected, under investigation, fixed in no named version. */
export interface FindingRemark {
  readonly status: VexStatus;
  /** The VEX document and statement. */
  readonly origin: string;
  /** What to do, or how far the investigation got, in the words of the author. */
  readonly text?: string;
  readonly owner?: string;
  /** RFC 3339 moment of the statement. */
  readonly stated?: string;
}

/** A finding as policy sees it: still there, but accepted when `exception` is set. Nothing is ever dropped. */
export interface JudgedFinding {
  readonly finding: Finding;
  readonly exception?: AppliedException;
  /** The newest VEX statement about it, where that one settles nothing. */
  readonly remark?: FindingRemark;
  /** Whether the display options keep it; files keep everything. */
  readonly shown: boolean;
}
