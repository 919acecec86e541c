import type { FindingLookup } from '#incident/settings.ts';
import type { IncidentFinding } from '#model/detection.ts';
import { severityRank } from '#model/severity.ts';
import type { KnownFinding, ScannedImages } from './scanned-images.ts';

const maxFindings = 12;

/**
 * What the last scan of the image of a container says of it: findings of the package that runs first, then those that are
 * exploited or urgent.
 */
export function scannedFindings(images: ScannedImages): FindingLookup {
  return {
    find(image, { origin, path }) {
      return (images.of(image)?.findings ?? [])
        .flatMap((one) => foundHere(one, origin?.purl, path))
        .toSorted((a, b) => b.rank - a.rank)
        .slice(0, maxFindings)
        .map(({ finding }) => finding);
    },
  };
}

interface FoundHere {
  readonly finding: IncidentFinding;
  readonly rank: number;
}

/** What runs counts more than what only lies there, whatever its severity. */
const rankOfRunning = 100;

function foundHere(
  known: KnownFinding,
  running: string | undefined,
  path: string | undefined,
): readonly FoundHere[] {
  const { shown, exploited, urgent } = known;
  const isRunning = runsFrom(known, running, path);
  if (!isRunning && !exploited && !urgent) return [];
  const rank = severityRank(shown.severity) + (exploited ? 10 : 0);
  const why = isRunning ? whyRunning(known) : exploited ? inTheWild : 'urgent by the scan';
  if (!isRunning) return [{ finding: { ...shown, why }, rank }];
  return [{ finding: { ...shown, why, running: true }, rank: rank + rankOfRunning }];
}

const inTheWild = 'exploited in the wild';

function runsFrom({ purl, paths }: KnownFinding, running?: string, path?: string): boolean {
  return (
    (running !== undefined && purl === running) || (path !== undefined && paths.includes(path))
  );
}

function whyRunning({ shown, exploited }: KnownFinding): string {
  const from = `the process runs from ${shown.component ?? 'it'}`;
  return exploited ? `${from}, and it is ${inTheWild}` : from;
}
