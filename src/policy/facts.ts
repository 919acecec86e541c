import type { AppliedException } from '#model/decision.ts';
import type { Finding } from '#model/finding.ts';
import type { Facts } from './expression.ts';

/** What the filter language can ask about a finding. Missing data stays missing: no EPSS is not an EPSS of 0. */
export function factsOf(finding: Finding, exception: AppliedException | undefined): Facts {
  const { component, ...vulnerability } = finding.vulnerability;
  return {
    severity: finding.severity,
    kind: finding.kind,
    id: finding.rule,
    package: component.name,
    version: component.version,
    ecosystem: component.ecosystem,
    presence: component.presence,
    path: component.locations[0].path,
    state: vulnerability.state,
    fixable: vulnerability.fixedVersion !== undefined,
    excepted: exception !== undefined,
    kev: vulnerability.knownExploited !== undefined,
    ransomware: vulnerability.knownExploited?.ransomware === true,
    epss: vulnerability.exploitPrediction?.probability,
    cvss: highestScore(finding),
  };
}

function highestScore(finding: Finding): number | undefined {
  const scores = finding.vulnerability.cvss.map(({ score }) => score);
  return scores.length === 0 ? undefined : Math.max(...scores);
}
