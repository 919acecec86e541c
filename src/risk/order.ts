import type { Finding } from '#model/finding.ts';
import { tiers } from '#model/risk.ts';
import { severityRank } from '#model/severity.ts';

/**
 * Most urgent first, negative, zero or positive like `Array.prototype.sort` wants: tier, score, use for ransomware,
 * severity, id; the fingerprint makes the order total. What was not assessed comes last.
 */
export function compareRisk(a: Finding, b: Finding): number {
  return (
    tierRank(a) - tierRank(b) ||
    (b.risk?.score ?? 0) - (a.risk?.score ?? 0) ||
    Number(isRansomware(b)) - Number(isRansomware(a)) ||
    severityRank(b.severity) - severityRank(a.severity) ||
    compareText(a.rule, b.rule) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

function tierRank({ risk }: Finding): number {
  return risk === undefined ? tiers.length : tiers.indexOf(risk.tier);
}

function isRansomware(finding: Finding): boolean {
  return (
    finding.kind === 'vulnerability' && finding.vulnerability.knownExploited?.ransomware === true
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
