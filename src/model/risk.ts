/** Most urgent first: P0 page somebody, P1 this week, P2 this month, P3 this quarter, P4 with the next rebuild. */
export const tiers = ['P0', 'P1', 'P2', 'P3', 'P4'] as const;
export type Tier = (typeof tiers)[number];

/** How urgent a finding is where it stands, and every reason for it. */
export interface Risk {
  readonly tier: Tier;
  /** 0 to 100 with one decimal; orders findings inside a tier and means nothing else. */
  readonly score: number;
  /** Days that the tier allows, counted from the day it was first seen. */
  readonly days?: number;
  /** Earlier end that somebody else sets (CISA KEV), `YYYY-MM-DD`. */
  readonly due?: string;
  /** Everything that went into the decision, most weighty first; also what is only assumed. */
  readonly factors: readonly RiskFactor[];
  /** One sentence for people that names the deciding facts. */
  readonly sentence: string;
}

export const riskFactors = [
  'exploitation',
  'automatable',
  'impact',
  'severity',
  'usage',
  'exposure',
  'blast',
  'fix',
] as const;

/** One input: `value` is a word of the field (`active`, `loaded`, `internet`), `source` who says so (`CISA KEV`, `EPSS`). */
export interface RiskFactor {
  readonly name: (typeof riskFactors)[number];
  readonly value: string;
  readonly source: string;
  /** Day of the data, `YYYY-MM-DD`. */
  readonly date?: string;
  /** Nobody observed it: a default took its place. */
  readonly assumed: boolean;
  /** Its part of the score from 0 to 1; the parts of a finding add up to 1. Absent for what only decides the tier. */
  readonly share?: number;
}
