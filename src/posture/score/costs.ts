import type { ScoreCost } from '#model/posture.ts';
import { type Severity, severities } from '#model/severity.ts';

/** What one check with findings takes from a score of 100. */
const weights: Readonly<Record<Severity, number>> = {
  critical: 40,
  high: 20,
  medium: 8,
  low: 2,
  negligible: 0.5,
  unknown: 2,
};

/** The most that all checks of a severity together take: many small faults never weigh as much as a great one. */
const caps: Readonly<Record<Severity, number>> = {
  critical: 100,
  high: 70,
  medium: 40,
  low: 15,
  negligible: 5,
  unknown: 15,
};

/** One check as it is counted before caps. `spread` is 1 for one place, and up to 2 for all places. */
export interface RawCost extends Omit<ScoreCost, 'points'> {
  readonly spread: number;
}

/** What a check costs in one place, before caps. */
export function weightOf(severity: Severity): number {
  return weights[severity];
}

/**
 * The costs of a score, most points first, and what is left of 100. Each check costs its weight times its spread; where the
 * checks of one severity come to more than their cap, or all together to more than 100, each is reduced by the same share.
 */
export function settle(raw: readonly RawCost[]): {
  readonly score: number;
  readonly costs: readonly ScoreCost[];
} {
  const bySeverity = Map.groupBy(raw, ({ severity }) => severity);
  const capped = severities.flatMap((severity) =>
    reduced(
      (bySeverity.get(severity) ?? []).map((one) => [one, weights[severity] * one.spread] as const),
      caps[severity],
    ),
  );
  const final = reduced(capped, 100);
  const costs = final
    .map(([{ rule, title, severity, findings, objects }, points]) => ({
      rule,
      title,
      severity,
      findings,
      objects,
      points: round(points),
    }))
    .sort((a, b) => b.points - a.points || (a.rule < b.rule ? -1 : 1));
  return { score: round(100 - final.reduce((sum, [, points]) => sum + points, 0)), costs };
}

type Weighed = readonly (readonly [RawCost, number])[];

function reduced(costs: Weighed, most: number): Weighed {
  const sum = costs.reduce((total, [, points]) => total + points, 0);
  return sum <= most ? costs : costs.map(([one, points]) => [one, (points * most) / sum] as const);
}

/** To one decimal. */
export function round(points: number): number {
  return Math.round(points * 10) / 10;
}
