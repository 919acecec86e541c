import type {
  Advisory,
  AdvisoryState,
  CvssVector,
  ExploitPrediction,
  KnownExploited,
  Ssvc,
} from './advisory.ts';
import type { Component } from './component.ts';
import type { Fault, FaultKind, InlineAllowance } from './fault.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Location } from './location.ts';
import type { MatchReason } from './match.ts';
import type { DependencyPath } from './remediation.ts';
import type { Risk } from './risk.ts';
import type { Secret } from './secret.ts';
import type { Severity } from './severity.ts';
import type { VexRule, VexStatement } from './vex.ts';

/** One fault in one place. The union grows by kind: provenance, exposure. */
export type Finding =
  | VulnerabilityFinding
  | LifecycleFinding
  | LicenseFinding
  | SecretFinding
  | FaultFinding;

interface FindingBase {
  /** CVE or advisory id, check id or rule id. */
  readonly rule: string;
  /** 64 hex digits, stable across runs and sources: the same fault in the same place has the same fingerprint. */
  readonly fingerprint: string;
  readonly severity: Severity;
  /** One line for people. */
  readonly title: string;
  readonly locations: readonly Location[];
  /** How urgent it is where it stands. Absent only before it was assessed. */
  readonly risk?: Risk;
  /** What the scan itself proves about it; it stays in the report, gates pass over it. */
  readonly vex?: VexStatement;
  /** Which part of an image brought it; absent when the base image is not known. */
  readonly part?: 'base' | 'application';
  /** Not in the baseline that this scan was compared with; absent without one. */
  readonly isNew?: boolean;
}

export interface VulnerabilityFinding extends FindingBase {
  readonly kind: 'vulnerability';
  readonly vulnerability: VulnerabilityFacts;
}

/** A vulnerability in a component, with everything needed to judge and to explain it. */
export interface VulnerabilityFacts {
  /** The CVE where there is one, else the strongest other id. */
  readonly id: string;
  /** All other ids of the same vulnerability, sorted. */
  readonly aliases: readonly string[];
  readonly component: Component;
  readonly state: AdvisoryState;
  /** Lowest version that all matching advisories call fixed, else the fix of the best source; absent when there is none. */
  readonly fixedVersion?: string;
  readonly severitySource?: string;
  readonly cvss: readonly (CvssVector & { readonly source: string })[];
  readonly knownExploited?: KnownExploited;
  readonly exploitPrediction?: ExploitPrediction;
  readonly published?: string;
  readonly modified?: string;
  /** The advisories that matched and the comparison each one decided by. */
  readonly evidence: readonly Evidence[];
  /** Advisories of other sources that speak of the same vulnerability and package and do not call this version affected. */
  readonly contrary?: readonly Evidence[];
  readonly ssvc?: Ssvc;
  /** CWE ids, sorted. */
  readonly weaknesses?: readonly string[];
  /** Day on which the first fix was published, `YYYY-MM-DD`. */
  readonly fixedOn?: string;
  /** How the component came in, where the dependency graph tells. */
  readonly path?: DependencyPath;
}

/** An operating system or runtime whose support has ended, or ends within half a year. */
export interface LifecycleFinding extends FindingBase {
  readonly kind: 'lifecycle';
  readonly lifecycle: LifecycleFacts;
}

export interface LifecycleFacts {
  readonly period: Lifecycle;
  /** The version that was found; its line is `period.line`. */
  readonly version: string;
  readonly status: 'ends-soon' | 'security-only' | 'extended-only' | 'ended';
  /** The runtime; absent when it is the operating system. */
  readonly component?: Component;
  /** Newest line that is supported now: `13`. */
  readonly successor?: string;
}

/** A licence that the policy does not allow, or that nobody could determine where the policy demands one. */
export interface LicenseFinding extends FindingBase {
  readonly kind: 'license';
  readonly license: LicenseFacts;
}

export interface LicenseFacts {
  readonly component: Component;
  /** SPDX expression, or what the package wrote; empty when it states none. */
  readonly expression: string;
  /** Licences of the expression that decided, sorted. */
  readonly offending: readonly string[];
  /** The entry of the policy. */
  readonly rule: string;
}

/** A password, key or token that lies where others can read it. */
export interface SecretFinding extends FindingBase {
  readonly kind: 'secret';
  readonly secret: Secret;
}

/** What a check proved: a misconfiguration, a default or weak credential, a sign of malware. */
export interface FaultFinding extends FindingBase {
  readonly kind: FaultKind;
  readonly fault: Fault;
}

/** The component that a finding is about; `undefined` for what is no software: systems, secrets, faults. */
export function componentOfFinding(finding: Finding): Component | undefined {
  switch (finding.kind) {
    case 'vulnerability':
      return finding.vulnerability.component;
    case 'license':
      return finding.license.component;
    case 'lifecycle':
      return finding.lifecycle.component;
    default:
      return undefined;
  }
}

/** The marker in the file that accepts a finding. */
export function allowanceOf(finding: Finding): InlineAllowance | undefined {
  if (finding.kind === 'secret') return finding.secret.allowed;
  return 'fault' in finding ? finding.fault.allowed : undefined;
}

export interface Evidence {
  readonly advisory: Pick<
    Advisory,
    'id' | 'feed' | 'url' | 'state' | 'ranges' | 'severity' | 'statement'
  >;
  readonly because: MatchReason;
}

/**
 * Rules whose findings pass gates although the scan states no more than "somebody has to look": software in files of an OS
 * package and software that nothing installs. Their distribution answers for them, and without the rule no scanner would
 * have matched them at all.
 */
const answeredElsewhere: ReadonlySet<VexRule> = new Set<VexRule>([
  'owned-by-os-package',
  'declared-only',
]);

/**
 * Whether a gate passes over a finding because of what the scan itself states about it:
 *
 * - `not_affected` and `fixed`: proven harmless.
 * - `affected` by one of the rules above: the same fault is another finding of this scan, and that one counts.
 * - `under_investigation` by one of the rules above: see there.
 *
 * Every other statement leaves the finding to the gate: a rule that only doubts proves nothing.
 */
export function isExcused({ vex }: Pick<Finding, 'vex'>): boolean {
  if (vex === undefined) return false;
  if (vex.status === 'not_affected' || vex.status === 'fixed') return true;
  return answeredElsewhere.has(vex.rule);
}
