import type { Fix, Result, Suppression } from 'sarif';
import type { AppliedException, JudgedFinding } from '#model/decision.ts';
import { allowanceOf, type Finding } from '#model/finding.ts';
import { clean } from '../clean.ts';
import { exceptionSentence, findingSentence, vexSentence } from '../why.ts';
import { placesOf, relativeUri, uriBase } from './place.ts';
import { propertiesOf } from './properties.ts';
import { levels } from './rule.ts';

/** A `result` (SARIF 2.1.0 section 3.27). */
export function result(judged: JudgedFinding, ruleIndex: number): Result {
  const { finding } = judged;
  const suppressions = suppressionsOf(judged);
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: levels[finding.severity],
    message: { text: findingSentence(finding) },
    ...placesOf(finding),
    ...fixesOf(finding),
    partialFingerprints: {
      'caissonFingerprint/v1': finding.fingerprint,
      primaryLocationLineHash: `${finding.fingerprint.slice(0, 16)}:1`,
    },
    ...(finding.risk !== undefined && { rank: finding.risk.score }),
    ...(finding.isNew !== undefined && { baselineState: finding.isNew ? 'new' : 'unchanged' }),
    ...(suppressions.length > 0 && { suppressions }),
    properties: propertiesOf(finding),
  };
}

/** Patches (section 3.55): replacements of bytes in the file of the first place. */
function fixesOf(finding: Finding): { readonly fixes?: Fix[] } {
  if (!('fault' in finding)) return {};
  const [{ path }] = finding.fault.locations;
  const fixes = (finding.fault.fixes ?? [])
    .filter(({ edits }) => edits.length > 0)
    .map(({ title, safety, edits }) => ({
      description: { text: clean(title, 1000) },
      artifactChanges: [
        {
          artifactLocation: { uri: relativeUri(path), uriBaseId: uriBase },
          replacements: edits.map(({ start, end, text }) => ({
            deletedRegion: { byteOffset: start, byteLength: end - start },
            ...(text !== '' && { insertedContent: { text: text.toWellFormed() } }),
          })),
        },
      ],
      properties: { safety },
    }));
  return fixes.length === 0 ? {} : { fixes };
}

/** What somebody accepted, in the file itself or elsewhere, and what the scan excused with evidence (section 3.35). */
function suppressionsOf({ finding, exception }: JudgedFinding): Suppression[] {
  return [
    ...(exception === undefined
      ? []
      : [
          {
            kind: isOfMarker(finding, exception) ? 'inSource' : 'external',
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

/** The policy names the line of the marker as the origin of what it accepts. */
function isOfMarker(finding: Finding, { origin }: AppliedException): boolean {
  const marker = allowanceOf(finding);
  return marker !== undefined && origin === `${finding.locations[0]?.path}:${marker.line}`;
}
