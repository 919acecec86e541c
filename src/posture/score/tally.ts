import type { FaultFinding } from '#model/finding.ts';
import type { PostureCounts } from '#model/posture.ts';
import { type Severity, severityRank } from '#model/severity.ts';
import type { RawCost } from './costs.ts';

/** A finding and whether somebody accepted it. */
export interface PostureFinding {
  readonly finding: FaultFinding;
  readonly isExcepted: boolean;
}

/** A finding with the place that it counts for. */
export interface PlacedFinding extends PostureFinding {
  /** Tells objects apart. */
  readonly object: string;
}

/** Numbers of findings by severity. */
export function countsOf(findings: readonly PostureFinding[]): PostureCounts {
  const bySeverity: Record<Severity, number> = {
    unknown: 0,
    negligible: 0,
    low: 0,
    medium: 0,
    high: 0,
    critical: 0,
  };
  let excepted = 0;
  for (const { finding, isExcepted } of findings) {
    if (isExcepted) excepted += 1;
    else bySeverity[finding.severity] += 1;
  }
  return { bySeverity, open: findings.length - excepted, excepted };
}

/**
 * The checks with open findings. The severity is the highest of them. The spread grows with the share of `places` that have
 * the check: 1 for a single one, 2 for all.
 */
export function rawCosts(findings: readonly PlacedFinding[], places: number): readonly RawCost[] {
  const open = findings.filter(({ isExcepted }) => !isExcepted);
  return [...Map.groupBy(open, ({ finding }) => finding.rule)].map(([rule, group]) => {
    const objects = new Set(group.map(({ object }) => object)).size;
    const share = places > 1 ? Math.min(1, (objects - 1) / (places - 1)) : 0;
    return {
      rule,
      title: group[0]?.finding.title ?? rule,
      severity: highest(group),
      findings: group.length,
      objects,
      spread: 1 + share,
    };
  });
}

/** The highest severity among findings. */
export function highest(findings: readonly PostureFinding[]): Severity {
  return findings
    .map(({ finding }) => finding.severity)
    .reduce((a, b) => (severityRank(a) >= severityRank(b) ? a : b), 'unknown');
}
