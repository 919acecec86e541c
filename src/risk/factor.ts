import { type RiskFactor, riskFactors } from '#model/risk.ts';

/** Largest share first; those without one last, in the order of the field. */
export function factorsBy(factors: readonly RiskFactor[]): readonly RiskFactor[] {
  return factors.toSorted(
    (a, b) =>
      (b.share ?? -1) - (a.share ?? -1) ||
      riskFactors.indexOf(a.name) - riskFactors.indexOf(b.name),
  );
}
