import { statSync } from 'node:fs';
import type { Scope } from '#contract/scope.ts';
import type { ImageFacts } from '#model/artifact.ts';
import type { IncidentFinding } from '#model/detection.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import type { Inventory } from '#model/inventory.ts';
import type { ScanReport } from '#model/report.ts';
import type { WorkloadImage } from '#model/workload.ts';
import { readSavedReport, type SavedReportFile, savedReportFiles } from '../saved-report.ts';

/** One finding of a scan, with what it is told by at run time. */
export interface KnownFinding {
  readonly shown: Omit<IncidentFinding, 'why'>;
  readonly purl?: string;
  /** Paths where its component lies: a program that runs from one of them is that component. */
  readonly paths: readonly string[];
  readonly exploited: boolean;
  readonly urgent: boolean;
}

/** What the last scan of an image says that matters while it runs. */
export interface ScannedImage {
  readonly findings: readonly KnownFinding[];
  /** Package URLs of programs that no package manager installed, by path. */
  readonly programs: ReadonlyMap<string, string>;
  /** diffIDs, lowest first. */
  readonly layers: readonly string[];
  readonly facts?: ImageFacts;
}

const staleMs = 5000;
/** Compressed; the report of a cluster can be far larger, and is of no use here. */
const maxReportBytes = 8 * 2 ** 20;

/** A report as it was read: `image` is absent for what is no image. */
interface ReadFile {
  readonly time: number;
  readonly image?: ScannedImage;
  readonly names: readonly string[];
}

/** The last scans of this machine, by the images that they were of. Read again when there are others. */
export class ScannedImages {
  readonly #directory: string;
  readonly #clock: Scope['clock'];
  #images: ReadonlyMap<string, ScannedImage> = new Map();
  #files: ReadonlyMap<string, ReadFile> = new Map();
  #checked = Number.NEGATIVE_INFINITY;
  #changed: number | undefined;

  constructor(directory: string, { clock }: Pick<Scope, 'clock'>) {
    this.#directory = directory;
    this.#clock = clock;
  }

  /** The scan of an image, by its id, digest or name; `undefined` when there was none. */
  of({ id, digest, reference }: WorkloadImage): ScannedImage | undefined {
    this.refresh();
    for (const name of [id, digest, reference]) {
      const found = name === undefined ? undefined : this.#images.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Looks for new scans; every five seconds at most. */
  refresh(): void {
    const now = this.#clock().getTime();
    if (now - this.#checked < staleMs) return;
    this.#checked = now;
    const changed = statSync(this.#directory, { throwIfNoEntry: false })?.mtimeMs;
    if (changed === undefined || changed === this.#changed) return;
    this.#changed = changed;
    this.#read();
  }

  #read(): void {
    const files = new Map<string, ReadFile>();
    const images = new Map<string, ScannedImage>();
    for (const file of savedReportFiles(this.#directory)) {
      const known = this.#files.get(file.path);
      const read = known?.time === file.time ? known : readFile(file);
      files.set(file.path, read);
      const { image, names } = read;
      if (image === undefined) continue;
      for (const name of names) if (!images.has(name)) images.set(name, image);
    }
    this.#files = files;
    this.#images = images;
  }
}

/** Each file is read once, as long as it stays what it is. */
function readFile({ path, time, bytes }: SavedReportFile): ReadFile {
  const report = bytes > maxReportBytes ? undefined : readSavedReport(path);
  const kind = report?.inventory.artifact.kind;
  if (report === undefined || (kind !== 'image' && kind !== 'container'))
    return { time, names: [] };
  return { time, image: scannedImage(report), names: namesOf(report) };
}

function scannedImage({ inventory, findings }: ScanReport): ScannedImage {
  return {
    findings: findings.map(({ finding }) => known(finding)),
    programs: programsOf(inventory),
    layers: inventory.layers.map(({ diffId }) => diffId),
    ...(inventory.image !== undefined && { facts: inventory.image }),
  };
}

/** Of what one binary holds the first component is the program itself. */
function programsOf({ components }: Inventory): ReadonlyMap<string, string> {
  const programs = new Map<string, string>();
  for (const { ecosystem, presence, locations, purl } of components) {
    const [{ path }] = locations;
    const isPart = isOperatingSystemEcosystem(ecosystem) || presence === 'removed';
    if (!isPart && !path.includes('!') && !programs.has(path)) programs.set(path, purl);
  }
  return programs;
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

function known(finding: Finding): KnownFinding {
  const { rule, severity, title, locations, risk } = finding;
  const component = componentOfFinding(finding);
  const exploited =
    finding.kind === 'vulnerability' && finding.vulnerability.knownExploited !== undefined;
  return {
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
  };
}
