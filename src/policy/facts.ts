import type { AppliedException } from '#model/decision.ts';
import { componentOfFinding, type Finding, type VulnerabilityFacts } from '#model/finding.ts';
import type { Facts } from './expression.ts';

/** What the filter language can ask about a finding. Missing data stays missing: no EPSS is not an EPSS of 0. */
export function factsOf(finding: Finding, exception: AppliedException | undefined): Facts {
  return {
    severity: finding.severity,
    tier: finding.risk?.tier,
    risk: finding.risk?.score,
    kind: finding.kind,
    id: finding.rule,
    part: finding.part,
    excepted: exception !== undefined || finding.vex !== undefined,
    new: finding.isNew ?? true,
    license: finding.kind === 'license' ? finding.license.expression : undefined,
    support: finding.kind === 'lifecycle' ? finding.lifecycle.status : undefined,
    ...componentFacts(finding),
    ...(finding.kind === 'vulnerability' ? vulnerabilityFacts(finding.vulnerability) : noFacts),
  };
}

function componentFacts(
  finding: Finding,
): Pick<Facts, 'package' | 'version' | 'ecosystem' | 'presence' | 'path' | 'direct'> {
  const component = componentOfFinding(finding);
  return {
    package: component?.name,
    version: component?.version,
    ecosystem: component?.ecosystem,
    presence: component?.presence,
    path: (component ?? finding).locations[0]?.path,
    direct: component?.direct,
  };
}

type AboutVulnerability = Pick<
  Facts,
  'state' | 'fixable' | 'kev' | 'ransomware' | 'epss' | 'cvss' | 'exploitation' | 'cwe'
>;

const noFacts: AboutVulnerability = {
  state: undefined,
  fixable: undefined,
  kev: undefined,
  ransomware: undefined,
  epss: undefined,
  cvss: undefined,
  exploitation: undefined,
  cwe: undefined,
};

function vulnerabilityFacts(vulnerability: VulnerabilityFacts): AboutVulnerability {
  return {
    ...noFacts,
    state: vulnerability.state,
    fixable: vulnerability.fixedVersion !== undefined,
    kev: vulnerability.knownExploited !== undefined,
    ransomware: vulnerability.knownExploited?.ransomware === true,
    epss: vulnerability.exploitPrediction?.probability,
    cvss: highestScore(vulnerability),
    exploitation: vulnerability.ssvc?.exploitation,
    cwe: vulnerability.weaknesses?.[0],
  };
}

function highestScore({ cvss }: VulnerabilityFacts): number | undefined {
  return cvss.length === 0 ? undefined : Math.max(...cvss.map(({ score }) => score));
}
