import type {
  Advisory,
  AdvisoryState,
  CvssVector,
  ExploitPrediction,
  KnownExploited,
} from './advisory.ts';
import type { Component } from './component.ts';
import type { Location } from './location.ts';
import type { MatchReason } from './match.ts';
import type { Severity } from './severity.ts';

/** One fault in one place. The union grows by kind: misconfiguration, secret, malware, provenance, exposure. */
export type Finding = VulnerabilityFinding;

interface FindingBase {
  /** CVE or advisory id, check id or rule id. */
  readonly rule: string;
  /** 64 hex digits, stable across runs and sources: the same fault in the same place has the same fingerprint. */
  readonly fingerprint: string;
  readonly severity: Severity;
  /** One line for people. */
  readonly title: string;
  readonly locations: readonly Location[];
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
  /** Lowest version that all matching advisories call fixed; absent when there is no fix. */
  readonly fixedVersion?: string;
  readonly severitySource?: string;
  readonly cvss: readonly (CvssVector & { readonly source: string })[];
  readonly knownExploited?: KnownExploited;
  readonly exploitPrediction?: ExploitPrediction;
  readonly published?: string;
  readonly modified?: string;
  /** The advisories that matched and the comparison each one decided by. */
  readonly evidence: readonly Evidence[];
}

export interface Evidence {
  readonly advisory: Pick<Advisory, 'id' | 'feed' | 'url' | 'state' | 'ranges' | 'severity'>;
  readonly because: MatchReason;
}
