import type { Tier } from '#model/risk.ts';
import type { Severity } from '#model/severity.ts';

/** A finding of an asset as a scan and the place where it stands give it, ready to be merged with what is stored. */
export interface StagedFinding {
  /** Of this fault in this asset: `fingerprintIn`. */
  readonly fingerprint: string;
  /** Fingerprints that it had under other names of the same fault: what is stored under one of them is this finding. */
  readonly formerly?: readonly string[];
  readonly kind: string;
  readonly rule: string;
  readonly title: string;
  /** Row ids of what it refers to. */
  readonly problem: number;
  readonly vulnerability: number;
  readonly sentence: number;
  /** What the plan of the scan closes it with; 0: nothing. */
  readonly remedy: number;
  readonly severity: Severity;
  readonly tier: Tier;
  readonly score: number;
  /** Smaller is more urgent. */
  readonly riskOrder: number;
  readonly fixable: boolean;
  readonly exploited: boolean;
  readonly usage: 'loaded' | 'not-loaded' | 'unknown';
  readonly exposure: 'internet' | 'cluster' | 'isolated' | 'unknown';
  /** The name that lists sort by: `labelOf`. */
  readonly label: string;
  /** Day that somebody else sets, `YYYY-MM-DD`. */
  readonly deadline?: string;
  /** Accepted: by the exception of this id, or by what the scan itself states (empty). Absent: nobody accepts it. */
  readonly accepted?: string;
}

/** What was read of an asset in the same transaction. */
export interface AssetState {
  readonly id: number;
  readonly kind: 'image' | 'host' | 'cluster' | 'repository';
  readonly name: string;
  readonly running: number;
}

/** How a merge judges. */
export interface MergeOptions {
  readonly now: number;
  /** Days that each tier allows, in place of the defaults. */
  readonly days?: Partial<Readonly<Record<Tier, number>>>;
  /** Whether a finding that was not seen again is gone: false where the scan could not look. Absent: nothing is closed. */
  readonly isGone?: (fingerprint: string) => boolean;
}

/** What a merge did, by finding. */
export interface MergedFinding {
  readonly id: number;
  readonly what: 'opened' | 'reopened' | 'updated' | 'fixed';
  readonly severity: string;
  readonly tier: string;
  readonly text: string;
  readonly rule: string;
}

/** Smaller is more urgent: tier, score, use for ransomware, severity. */
export function riskOrderOf(
  risk: { readonly tier: Tier; readonly score: number },
  isRansomware: boolean,
  severityRank: number,
): number {
  const score = 1000 - Math.round(Math.min(100, Math.max(0, risk.score)) * 10);
  return (
    Number(risk.tier.slice(1)) * 1_000_000 +
    score * 100 +
    (isRansomware ? 0 : 10) +
    (9 - severityRank)
  );
}
