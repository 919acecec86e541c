import type { ReportChange } from '#model/change.ts';
import { isExcused } from '#model/finding.ts';
import type { RescanResult } from '#model/rescan.ts';
import type { Predicate } from '#policy/expression.ts';
import { factsOf } from '#policy/facts.ts';
import type { Policy } from '#policy/judge.ts';

export { type Predicate, parseExpression } from '#policy/expression.ts';
export type { Policy } from '#policy/judge.ts';

/** Whether a finding that opened is one that the gate denies. What the scan proved harmless never is. */
export function deniesOpened({ failOn }: Policy, { findings }: ReportChange): boolean {
  return findings.opened.some(
    ({ finding: { finding, exception } }) =>
      !isExcused(finding) && failOn?.predicate(factsOf(finding, exception)) === true,
  );
}

/** Whether a finding that a rescan opened is one that the gate denies. */
export function deniesRescan(denies: Predicate, { changes }: RescanResult): boolean {
  return changes.some(({ opened }) =>
    opened.some(
      (finding) => !isExcused(finding) && denies(factsOf({ ...finding, isNew: true }, undefined)),
    ),
  );
}
