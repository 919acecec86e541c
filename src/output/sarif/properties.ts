import type { Fault } from '#model/fault.ts';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import type { Secret } from '#model/secret.ts';
import { detailOf } from '../kind/detail.ts';

/** What the format has no field for (SARIF 2.1.0 section 3.8). */
export function propertiesOf(finding: Finding): Record<string, unknown> {
  return { ...commonProperties(finding), ...kindProperties(finding) };
}

function commonProperties(finding: Finding): Record<string, unknown> {
  const component = componentOfFinding(finding);
  const layer = finding.locations[0]?.layer;
  return {
    kind: finding.kind,
    severity: finding.severity,
    ...(finding.risk !== undefined && {
      tier: finding.risk.tier,
      riskScore: finding.risk.score,
      riskReason: finding.risk.sentence,
    }),
    ...(finding.part !== undefined && { part: finding.part }),
    ...(component !== undefined && {
      purl: component.purl,
      installedVersion: component.version,
    }),
    ...(layer !== undefined && { layer }),
    ...(finding.vex !== undefined && { vex: { ...finding.vex } }),
  };
}

function kindProperties(finding: Finding): Record<string, unknown> {
  if (finding.kind === 'secret') return secretProperties(finding.secret);
  if ('fault' in finding) return faultProperties(finding.fault);
  const { fixedVersion, ids } = detailOf(finding);
  const fixed = fixedVersion === undefined ? {} : { fixedVersion };
  if (finding.kind !== 'vulnerability') return fixed;
  const { knownExploited, exploitPrediction, path, weaknesses } = finding.vulnerability;
  return {
    ...fixed,
    aliases: ids.slice(1),
    knownExploited: knownExploited !== undefined,
    ...(exploitPrediction !== undefined && { exploitProbability: exploitPrediction.probability }),
    ...(weaknesses !== undefined && { weaknesses }),
    ...(path !== undefined && { dependencyPath: path.names }),
  };
}

function faultProperties(fault: Fault): Record<string, unknown> {
  const { subject, object, evidence, controls, hidden, remediation } = fault;
  const { field } = fault.locations[0];
  return {
    remediation,
    aliases: fault.aliases,
    ...(subject !== undefined && { subject }),
    ...(object !== undefined && { object: { ...object } }),
    ...(field !== undefined && { field }),
    ...(evidence !== undefined && { evidence }),
    ...(controls !== undefined && { controls }),
    ...(hidden !== undefined && { hidden: { ...hidden } }),
  };
}

/** Nothing here helps to guess the secret: the key is salted. */
function secretProperties(secret: Secret): Record<string, unknown> {
  const { remediation, key, length, proof, validity, decoders, hidden, details, more } = secret;
  return {
    remediation,
    aliases: secret.aliases,
    class: secret.class,
    secretKey: key,
    secretLength: length,
    ...(proof !== undefined && { proof }),
    ...(validity !== undefined && { validity }),
    ...(decoders !== undefined && { decoders }),
    ...(hidden !== undefined && { hidden: { ...hidden } }),
    ...(details !== undefined && { details }),
    ...(more !== undefined && { furtherPlaces: more }),
    ...(secret.location.commit !== undefined && { commit: secret.location.commit }),
  };
}
