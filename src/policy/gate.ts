import { type Finding, isExcused } from '#model/finding.ts';

/** Whether a finding is up for decision: not what the scan proved harmless, nor what the baseline knows already. */
export function isGated(finding: Finding): boolean {
  return !isExcused(finding) && finding.isNew !== false;
}
