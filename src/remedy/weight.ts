import type { Finding } from '#model/finding.ts';
import type { Tier } from '#model/risk.ts';

/** What it is worth to end a finding of a tier. */
const tierWeights: Readonly<Record<Tier, number>> = { P0: 100, P1: 30, P2: 8, P3: 2, P4: 0.5 };

/** What a finding counts that an action would bring: nobody has assessed it yet. */
const unassessed = tierWeights.P3;

/** Weights of the findings by fingerprint, and of their rules for what an action would bring anew. */
export interface Weights {
  readonly byFingerprint: ReadonlyMap<string, number>;
  /** The weight of something that is not there yet, `id name version`. */
  readonly ofNew: (introduced: string) => number;
}

/** The weights of all open findings. */
export function weightsOf(findings: readonly Finding[]): Weights {
  const byRule = new Map<string, number>();
  for (const finding of findings)
    byRule.set(finding.rule, Math.max(weightOf(finding), byRule.get(finding.rule) ?? 0));
  return {
    byFingerprint: new Map(findings.map((finding) => [finding.fingerprint, weightOf(finding)])),
    ofNew: (introduced) => byRule.get(introduced.split(' ', 1)[0] ?? '') ?? unassessed,
  };
}

function weightOf({ risk }: Finding): number {
  return risk === undefined ? unassessed : tierWeights[risk.tier];
}
