import type { Finding } from '#model/finding.ts';
import type { RemediationPlan } from '#model/remediation.ts';
import { cleanProse } from '../clean.ts';
import { commandText } from '../plan-words.ts';

/** The actions of the plan that remove a finding, with what to type. */
export function planLines(
  { fingerprint }: Finding,
  plan: RemediationPlan | undefined,
): readonly string[] {
  if (plan === undefined) return [];
  const actions = plan.actions.filter(({ removes }) => removes.includes(fingerprint)).slice(0, 3);
  return actions.flatMap(({ title, commands, removes, blockers }) => [
    `plan: ${cleanProse(title, 200)} (removes ${removes.length} in all)`,
    ...commands.slice(0, 4).map((command) => `  ${commandText(command, 300)}`),
    ...blockers.slice(0, 3).map((text) => `in the way: ${cleanProse(text, 200)}`),
  ]);
}
