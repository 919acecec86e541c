import type { SortOrder } from '#contract/output.ts';
import { unreachable } from '#kit/never.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { Finding } from '#model/finding.ts';
import { tiers } from '#model/risk.ts';
import { severityRank } from '#model/severity.ts';
import { detailOf } from './kind/detail.ts';
import { compareText } from './summary.ts';

/** Most urgent first: tier, score, known exploited, severity, exploit probability; then the id, so that it is total. */
export function compareUrgency(a: JudgedFinding, b: JudgedFinding): number {
  return compareDanger(a, b) || compareIdentity(a, b);
}

/** `compareUrgency` without the ids: 0 for findings that are equally urgent. */
export function compareDanger(a: JudgedFinding, b: JudgedFinding): number {
  return (
    tierRank(a.finding) - tierRank(b.finding) ||
    score(b.finding) - score(a.finding) ||
    compareSeverity(a, b)
  );
}

/** The comparison of findings that an order stands for. */
export function comparisonOf(
  order: SortOrder = 'risk',
): (a: JudgedFinding, b: JudgedFinding) => number {
  switch (order) {
    case 'risk':
      return compareUrgency;
    case 'severity':
      return (a, b) => compareSeverity(a, b) || compareUrgency(a, b);
    case 'name':
      return (a, b) =>
        compareText(detailOf(a.finding).subject, detailOf(b.finding).subject) ||
        compareUrgency(a, b);
    default:
      return unreachable(order);
  }
}

/** Position of the tier, most urgent first; findings that nobody assessed come last. */
export function tierRank({ risk }: Finding): number {
  return risk === undefined ? tiers.length : tiers.indexOf(risk.tier);
}

function compareSeverity(a: JudgedFinding, b: JudgedFinding): number {
  return (
    exploited(b.finding) - exploited(a.finding) ||
    severityRank(b.finding.severity) - severityRank(a.finding.severity) ||
    probability(b.finding) - probability(a.finding)
  );
}

function compareIdentity(a: JudgedFinding, b: JudgedFinding): number {
  return (
    compareText(a.finding.rule, b.finding.rule) ||
    compareText(a.finding.fingerprint, b.finding.fingerprint)
  );
}

function score({ risk }: Finding): number {
  return risk?.score ?? 0;
}

function exploited(finding: Finding): number {
  return finding.kind === 'vulnerability' && finding.vulnerability.knownExploited !== undefined
    ? 1
    : 0;
}

function probability(finding: Finding): number {
  return finding.kind === 'vulnerability'
    ? (finding.vulnerability.exploitPrediction?.probability ?? 0)
    : 0;
}
