import type { Risk } from './risk.ts';
import { controlRisks } from './risk-control.ts';
import { workloadRisks } from './risk-workloads.ts';

/** What is known of rights that reach further than they seem to; each has a check in the catalogue. */
export const risks = { ...workloadRisks, ...controlRisks };

export type RiskId = keyof typeof risks;

/** The risk with its id. */
export function riskOf(id: RiskId): Risk {
  return { id, ...risks[id] };
}

/** All of them, in the order of the catalogue. */
export function allRisks(): readonly Risk[] {
  return Object.entries(risks).map(([id, risk]) => ({ id, ...risk }));
}
