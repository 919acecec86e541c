import type { RemediationPlan } from '#model/remediation.ts';
import { baseLayers } from './base-layers.ts';
import { bumps } from './bump.ts';
import { dependentsOf } from './dependents.ts';
import { divide } from './division.ts';
import { foreignPrograms } from './foreign-program.ts';
import { osUpgrades } from './os-upgrade.ts';
import type { PlanInput } from './plan-input.ts';
import { productUpdates } from './product.ts';
import { rankActions } from './rank.ts';
import { rebases } from './rebase.ts';
import { removals } from './removal.ts';
import { shippedActions } from './shipped.ts';
import { simulate } from './simulate.ts';
import { supportMoves } from './support.ts';
import { toolchains } from './toolchain.ts';
import { affectedComponents, trialsOf } from './trials.ts';
import { weightsOf } from './weight.ts';

/**
 * What to do about the open findings, worth most for its effort first. Each action was simulated by matching the changed
 * components again, and counts only what those before it left. The order of findings, components and relations changes
 * nothing; `rematch` is called a few times with many components.
 */
export function planRemediation(input: PlanInput): RemediationPlan {
  const { inventory, rematch } = input;
  const findings = input.findings.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  const base = baseLayers(inventory, input.base ?? inventory.base);
  const { full, compatible } = trialsOf(affectedComponents(findings));
  const outcomes = [...simulate(compatible, rematch), ...simulate(full, rematch)];
  const dependents = dependentsOf(inventory);
  const { shipped, foreign, products, own } = divide(outcomes, inventory, base, dependents);
  const candidates = [
    ...rebases({ ...input, findings }, base),
    ...osUpgrades(own, inventory, base),
    ...bumps(own, inventory, dependents),
    ...toolchains(own, base),
    ...foreignPrograms(foreign, inventory),
    ...shippedActions(shipped, inventory),
    ...productUpdates(products, base),
    ...removals(findings, inventory),
    ...supportMoves(findings, inventory, base),
  ];
  const fingerprints = findings.map(({ fingerprint }) => fingerprint);
  return rankActions(candidates, fingerprints, weightsOf(findings));
}
