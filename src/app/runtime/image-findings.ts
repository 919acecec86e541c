import type { FindingLookup } from '#incident/settings.ts';
import type { IncidentFinding } from '#model/detection.ts';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import { severityRank } from '#model/severity.ts';
import type { WorkloadImage } from '#model/workload.ts';
import { savedReports } from '../saved-report.ts';

/** One finding of a scan, with what it is told by at run time. */
interface KnownFinding {
  readonly shown: Omit<IncidentFinding, 'why'>;
  readonly purl?: string;
  /** Paths where its component lies: a program that runs from one of them is that component. */
  readonly paths: readonly string[];
  readonly exploited: boolean;
  readonly urgent: boolean;
}

const maxFindings = 12;

/**
 * What the last scans of this machine say of the image of a container: findings of the package that runs first, then those that
 * are exploited or urgent. Read once, when the first incident asks.
 */
export function scannedFindings(reportDirectory: string): FindingLookup {
  let images: ReadonlyMap<string, readonly KnownFinding[]> | undefined;
  return {
    find(image, { origin, path }) {
      images ??= readImages(reportDirectory);
      const known = findingsOf(images, image);
      return known
        .flatMap((one): readonly IncidentFinding[] => {
          const why = whyHere(one, origin?.purl, path);
          return why === undefined ? [] : [{ ...one.shown, why }];
        })
        .toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity))
        .slice(0, maxFindings);
    },
  };
}

function findingsOf(
  images: ReadonlyMap<string, readonly KnownFinding[]>,
  { id, digest, reference }: WorkloadImage,
): readonly KnownFinding[] {
  for (const name of [id, digest, reference]) {
    const found = name === undefined ? undefined : images.get(name);
    if (found !== undefined) return found;
  }
  return [];
}

function whyHere(
  { purl, paths, exploited, urgent }: KnownFinding,
  running: string | undefined,
  path: string | undefined,
): string | undefined {
  const runs =
    (running !== undefined && purl === running) || (path !== undefined && paths.includes(path));
  if (runs) return exploited ? 'it runs, and is exploited in the wild' : 'the process runs from it';
  if (exploited) return 'exploited in the wild';
  return urgent ? 'urgent by the scan' : undefined;
}

function readImages(directory: string): ReadonlyMap<string, readonly KnownFinding[]> {
  const images = new Map<string, readonly KnownFinding[]>();
  for (const report of savedReports(directory)) {
    const found = report.findings.flatMap(({ finding }) => known(finding));
    for (const name of namesOf(report)) if (!images.has(name)) images.set(name, found);
  }
  return images;
}

/** Everything that a container may call this image by. */
function namesOf({ inventory: { artifact, image } }: ScanReport): readonly string[] {
  const { digest, reference } = artifact;
  return [
    digest,
    image?.id,
    image?.manifestDigest,
    image?.indexDigest,
    reference,
    ...(image?.names ?? []),
  ].flatMap((name) => name ?? []);
}

function known(finding: Finding): readonly KnownFinding[] {
  const { rule, severity, title, locations, risk } = finding;
  const component = componentOfFinding(finding);
  const exploited =
    finding.kind === 'vulnerability' && finding.vulnerability.knownExploited !== undefined;
  return [
    {
      shown: {
        rule,
        severity,
        title,
        ...(component !== undefined && { component: `${component.name} ${component.version}` }),
      },
      ...(component?.purl !== undefined && { purl: component.purl }),
      paths: locations.map(({ path }) => `/${path.replace(/^\/+/, '')}`),
      exploited,
      urgent: risk?.tier === 'P0' || risk?.tier === 'P1',
    },
  ];
}
