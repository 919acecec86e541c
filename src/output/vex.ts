import type { AppliedException } from '#model/decision.ts';

/** OpenVEX justifications of `not_affected` in the words of CycloneDX (impact analysis justification). */
const justifications: ReadonlyMap<string, string> = new Map([
  ['component_not_present', 'code_not_present'],
  ['vulnerable_code_not_present', 'code_not_present'],
  ['vulnerable_code_not_in_execute_path', 'code_not_reachable'],
  ['vulnerable_code_cannot_be_controlled_by_adversary', 'requires_environment'],
  ['inline_mitigations_already_exist', 'protected_by_mitigating_control'],
]);

/** CycloneDX's word for an exception that says "not affected"; `undefined` when a risk was accepted instead. */
export function notAffectedJustification(exception: AppliedException): string | undefined {
  return justifications.get(exception.justification);
}
