/** Lowest first. `unknown` means that no source states a severity: it is not a low one. */
export const severities = ['unknown', 'negligible', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** Position in `severities`, for sorting and thresholds. */
export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}

/** The rating of a CVSS base score (CVSS v3.1 specification, section 5): 0 is `negligible`. */
export function severityOfScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'negligible';
}
