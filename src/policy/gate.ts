import type { Finding } from '#model/finding.ts';
import type { VexRule } from '#model/vex.ts';

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
export function isExcused({ vex }: Finding): boolean {
  if (vex === undefined) return false;
  if (vex.status === 'not_affected' || vex.status === 'fixed') return true;
  return answeredElsewhere.has(vex.rule);
}

/** Whether a finding is up for decision: not what the scan proved harmless, nor what the baseline knows already. */
export function isGated(finding: Finding): boolean {
  return !isExcused(finding) && finding.isNew !== false;
}
