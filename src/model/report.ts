import type { Decision, JudgedFinding } from './decision.ts';
import type { Inventory } from './inventory.ts';
import type { Gap } from './observation.ts';
import type { PostureSummary } from './posture.ts';
import type { RemediationPlan } from './remediation.ts';

/** The result of a scan: what every output renders and what `explain` reads back. */
export interface ScanReport {
  /** The report format's version, `major.minor`: fields are added in a minor, removed or changed only in a major. */
  readonly schemaVersion: '1.3';
  readonly tool: { readonly name: 'caisson'; readonly version: string };
  /** RFC 3339 start of the scan; absent in reproducible output. */
  readonly startedAt?: string;
  readonly durationMs?: number;
  readonly inventory: Inventory;
  readonly findings: readonly JudgedFinding[];
  /** Gaps of matching and policy; those of the inventory stand there. */
  readonly gaps: readonly Gap[];
  readonly decision: Decision;
  readonly database: DatabaseFacts;
  /** Things a person should know that are neither finding nor gap: unused exceptions, exceptions about to expire. */
  readonly notices: readonly string[];
  /** What to do, ranked and simulated; absent in reports that only list software. */
  readonly plan?: RemediationPlan;
  /** How a cluster stands; absent in reports of other things. */
  readonly posture?: PostureSummary;
  /** What the findings marked `isNew` were compared with. */
  readonly baseline?: { readonly reference: string; readonly startedAt?: string };
}

/** Which advisories were asked. Dates are RFC 3339. */
export interface DatabaseFacts {
  /** Digest of the database's manifest. */
  readonly build: string;
  readonly builtAt: string;
  /** `bundled` came with the program, `updated` was fetched later, `named` is the one that the person told to use. */
  readonly origin: 'bundled' | 'updated' | 'named' | 'none';
  /** The segments that this scan needed and the newest record in each. */
  readonly segments: readonly SegmentFacts[];
}

/** One segment of the advisories that were asked. */
export interface SegmentFacts {
  readonly name: string;
  readonly advisories: number;
  /** The newest `modified` date of its records; how old the data is. */
  readonly newest: string;
  readonly feeds: readonly string[];
  /** Where it comes from, when that is not the database named above: that one lacks it, or has an older one. */
  readonly origin?: 'bundled' | 'updated';
  /** Digest of that other database's manifest. */
  readonly build?: string;
}
