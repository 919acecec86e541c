import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { Advisory, CvssVector } from '#model/advisory.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import type { Match } from '#model/match.ts';
import { type Severity, severityOfScore, severityRank } from '#model/severity.ts';

/** A vector with the feed that states it. */
export type SourcedVector = CvssVector & { readonly source: string };

/** The severity that was chosen, and the feed that states it; `unknown` has none. */
export interface Rating {
  readonly severity: Severity;
  readonly source?: string;
}

const preference: readonly CvssVector['version'][] = ['4.0', '3.1', '3.0', '2.0'];

/**
 * The severity of a vulnerability in a component. OS packages: the vendor's own word, then the CVSS score of the matching
 * records. Libraries: the score of the matching records, then their own word. Both: at last the score that any other
 * feed gives the CVE. Of several scores the newest CVSS version counts, of these and of several words the highest.
 */
export function rate(id: string, matches: readonly Match[], index: AdvisoryIndex): Rating {
  const vendor = wordOf(matches);
  const record = scoreOf(recordVectors(matches));
  const isPackage = matches.some(({ component }) =>
    isOperatingSystemEcosystem(component.ecosystem),
  );
  const own = isPackage ? (vendor ?? record) : (record ?? vendor);
  return own ?? scoreOf(index.cvssOf(id)) ?? { severity: 'unknown' };
}

/** All vectors that are known for a vulnerability: of the matching records and of other feeds, each once, sorted. */
export function vectorsOf(
  id: string,
  matches: readonly Match[],
  index: AdvisoryIndex,
): readonly SourcedVector[] {
  const unique = new Map<string, SourcedVector>();
  for (const vector of [...recordVectors(matches), ...index.cvssOf(id)])
    unique.set(`${vector.version}\0${vector.vector}\0${vector.source}`, vector);
  return [...unique.values()].sort(compareVectors);
}

function recordVectors(matches: readonly Match[]): readonly SourcedVector[] {
  return matches.flatMap(({ advisory }) =>
    advisory.cvss.map((vector) => ({ ...vector, source: advisory.feed })),
  );
}

function wordOf(matches: readonly Match[]): Rating | undefined {
  const ratings = matches.flatMap(({ advisory }) => {
    const severity = wordIn(advisory);
    return severity === undefined || severity === 'unknown'
      ? []
      : [{ severity, source: advisory.feed }];
  });
  return ratings.sort(compareRatings)[0];
}

/** Debian calls `unimportant` what is no fault in the package as it is built. */
function wordIn({ severity, statement }: Advisory): Severity | undefined {
  return severity ?? (statement === 'unimportant' ? 'negligible' : undefined);
}

function compareRatings(a: Required<Rating>, b: Required<Rating>): number {
  return severityRank(b.severity) - severityRank(a.severity) || compareText(a.source, b.source);
}

function scoreOf(vectors: readonly SourcedVector[]): Rating | undefined {
  const best = vectors.toSorted(compareVectors)[0];
  return best && { severity: severityOfScore(best.score), source: best.source };
}

function compareVectors(a: SourcedVector, b: SourcedVector): number {
  return (
    preference.indexOf(a.version) - preference.indexOf(b.version) ||
    b.score - a.score ||
    compareText(a.source, b.source) ||
    compareText(a.vector, b.vector)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
