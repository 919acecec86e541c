import type { PhysicalLocation, Result, Location as ResultLocation, Suppression } from 'sarif';
import type { JudgedFinding } from '#model/decision.ts';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import type { Location } from '#model/location.ts';
import { detailOf } from '../kind/detail.ts';
import { exceptionSentence, findingSentence, vexSentence } from '../why.ts';
import { levels } from './rule.ts';

/** What paths in locations are relative to: the root of the artifact (SARIF 2.1.0 section 3.14.14). */
export const uriBase = 'ROOT';

/** A `result` (SARIF 2.1.0 section 3.27). */
export function result(judged: JudgedFinding, ruleIndex: number): Result {
  const { finding } = judged;
  const suppressions = suppressionsOf(judged);
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: levels[finding.severity],
    message: { text: findingSentence(finding) },
    locations: finding.locations.map((location) => resultLocation(location, finding)),
    partialFingerprints: {
      'caissonFingerprint/v1': finding.fingerprint,
      primaryLocationLineHash: `${finding.fingerprint.slice(0, 16)}:1`,
    },
    ...(finding.risk !== undefined && { rank: finding.risk.score }),
    ...(finding.isNew !== undefined && { baselineState: finding.isNew ? 'new' : 'unchanged' }),
    ...(suppressions.length > 0 && { suppressions }),
    properties: { ...commonProperties(finding), ...kindProperties(finding) },
  };
}

/** A `physicalLocation`; code hosts want a line, so a place without one gets line 1. */
export function physicalLocation(location: Location): PhysicalLocation {
  return {
    artifactLocation: { uri: relativeUri(location.path), uriBaseId: uriBase },
    region: { startLine: Math.max(1, location.line ?? 1) },
  };
}

/** What somebody accepted, and what the scan excused with evidence (section 3.35). */
function suppressionsOf({ finding, exception }: JudgedFinding): Suppression[] {
  return [
    ...(exception === undefined
      ? []
      : [
          {
            kind: 'external',
            status: 'accepted',
            justification: exceptionSentence(exception),
          } as const,
        ]),
    ...(finding.vex === undefined
      ? []
      : [
          {
            kind: 'external',
            status: 'accepted',
            justification: vexSentence(finding.vex),
          } as const,
        ]),
  ];
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

function resultLocation(location: Location, finding: Finding): ResultLocation {
  const component = componentOfFinding(finding);
  const { subject } = detailOf(finding);
  return {
    physicalLocation: physicalLocation(location),
    logicalLocations: [
      {
        name: subject,
        fullyQualifiedName: component?.purl ?? subject,
        kind: component === undefined ? 'module' : 'package',
      },
    ],
  };
}

/** An absolute path in the artifact as a relative reference (RFC 3986 section 4.2). */
function relativeUri(path: string): string {
  const segments = path.toWellFormed().replace(/^\/+/, '').split('/');
  return segments.map(encodeURIComponent).join('/');
}
