import type { PhysicalLocation, Result, Location as ResultLocation } from 'sarif';
import type { JudgedFinding } from '#model/decision.ts';
import type { Finding } from '#model/finding.ts';
import type { Location } from '#model/location.ts';
import { exceptionSentence, findingSentence } from '../why.ts';
import { levels } from './rule.ts';

/** What paths in locations are relative to: the root of the artifact (SARIF 2.1.0 section 3.14.14). */
export const uriBase = 'ROOT';

/** A `result` (SARIF 2.1.0 section 3.27). */
export function result(judged: JudgedFinding, ruleIndex: number): Result {
  const { finding, exception } = judged;
  const { vulnerability } = finding;
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
    ...(exception !== undefined && {
      suppressions: [
        { kind: 'external', status: 'accepted', justification: exceptionSentence(exception) },
      ],
    }),
    properties: {
      severity: finding.severity,
      purl: vulnerability.component.purl,
      installedVersion: vulnerability.component.version,
      ...(vulnerability.fixedVersion !== undefined && { fixedVersion: vulnerability.fixedVersion }),
      aliases: vulnerability.aliases,
      knownExploited: vulnerability.knownExploited !== undefined,
      ...(vulnerability.exploitPrediction !== undefined && {
        exploitProbability: vulnerability.exploitPrediction.probability,
      }),
      ...(finding.locations[0]?.layer !== undefined && { layer: finding.locations[0].layer }),
    },
  };
}

/** A `physicalLocation`; code hosts want a line, so a place without one gets line 1. */
export function physicalLocation(location: Location): PhysicalLocation {
  return {
    artifactLocation: { uri: relativeUri(location.path), uriBaseId: uriBase },
    region: { startLine: Math.max(1, location.line ?? 1) },
  };
}

function resultLocation(location: Location, finding: Finding): ResultLocation {
  const { component } = finding.vulnerability;
  return {
    physicalLocation: physicalLocation(location),
    logicalLocations: [
      { name: component.name, fullyQualifiedName: component.purl, kind: 'package' },
    ],
  };
}

/** An absolute path in the artifact as a relative reference (RFC 3986 section 4.2). */
function relativeUri(path: string): string {
  const segments = path.toWellFormed().replace(/^\/+/, '').split('/');
  return segments.map(encodeURIComponent).join('/');
}
