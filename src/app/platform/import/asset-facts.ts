import type { Place } from '#contract/platform.ts';
import type { AssetFacts } from '#estate/asset/record.ts';
import { storable } from '#estate/row.ts';
import type { Artifact } from '#model/artifact.ts';
import { repositoryOf, tagOf } from '#model/image-name.ts';
import type { ScanReport } from '#model/report.ts';

/** What the caller knows of an asset better than its report does. */
export interface GivenAsset {
  readonly kind?: AssetFacts['kind'];
  /** `image:sha256:…`, `host:NAME`, `cluster:UID`, `repository:URL`. */
  readonly identity?: string;
  readonly name?: string;
  readonly cluster?: string;
}

const kinds: Readonly<Record<Artifact['kind'], AssetFacts['kind']>> = {
  image: 'image',
  container: 'image',
  sbom: 'repository',
  filesystem: 'repository',
  host: 'host',
  cluster: 'cluster',
};

/** What a report says of its asset. `now` takes the place of a start that the report does not tell, or that lies ahead. */
export function assetFactsOf(report: ScanReport, given: GivenAsset, now: number): AssetFacts {
  const { inventory } = report;
  const { artifact } = inventory;
  const kind = given.kind ?? kinds[artifact.kind];
  const names = namesOf(report, kind);
  const name =
    given.name ?? names.find((one) => !one.includes('@')) ?? names[0] ?? artifact.reference;
  return {
    kind,
    identity: storable(given.identity ?? identityOf(artifact, kind, given), 500),
    name,
    names,
    ...imageFacts(report),
    ...(kind === 'image' ? { repository: repositoryOf(name), tag: tagOf(name) } : {}),
    cluster: given.cluster ?? (kind === 'cluster' ? artifact.reference : ''),
    ...platformFacts(report),
    advisories: report.database.build,
    gaps: report.gaps.length + inventory.gaps.length,
    components: inventory.components.filter(({ presence }) => presence !== 'removed').length,
    scanned: scannedAt(report, now),
  };
}

function platformFacts({ inventory: { os, base } }: ScanReport): Pick<AssetFacts, 'os' | 'base'> {
  return { os: os?.title ?? '', base: base?.name ?? '' };
}

type ImageColumns = 'digest' | 'manifest' | 'repository' | 'tag' | 'createdAt' | 'sizeBytes';

function imageFacts({
  inventory: { image, artifact, layers },
}: ScanReport): Pick<AssetFacts, ImageColumns> {
  const created = Date.parse(image?.created ?? '');
  const sizes = layers.flatMap(({ sizeBytes }) => sizeBytes ?? []);
  const isComplete = sizes.length > 0 && sizes.length === layers.length;
  return {
    ...digestsOf(image, artifact),
    repository: '',
    tag: '',
    ...(Number.isFinite(created) && { createdAt: created }),
    ...(isComplete && { sizeBytes: sizes.reduce((sum, size) => sum + size, 0) }),
  };
}

function digestsOf(
  image: ScanReport['inventory']['image'],
  artifact: Artifact,
): Pick<AssetFacts, 'digest' | 'manifest'> {
  return { digest: image?.id ?? artifact.digest ?? '', manifest: image?.manifestDigest ?? '' };
}

/** Where a report places its asset: the repositories of its names. An image without one is nowhere but where it runs. */
export function placesOf({ kind, names, cluster, name }: AssetFacts): readonly Place[] {
  if (kind === 'image')
    return [...new Set(names.map(repositoryOf))].map((repository) => ({ repository }));
  if (kind === 'repository') return [{ repository: name }];
  return cluster === '' ? [] : [{ cluster }];
}

/** When a scan was started; never ahead of `now`, so that a wrong clock cannot keep later scans out. */
function scannedAt({ startedAt = '' }: ScanReport, now: number): number {
  const started = Date.parse(startedAt);
  return Number.isFinite(started) ? Math.min(started, now) : now;
}

function namesOf({ inventory }: ScanReport, kind: AssetFacts['kind']): readonly string[] {
  const { artifact, image } = inventory;
  const known = image?.names ?? [];
  if (kind !== 'image') return [artifact.reference];
  return known.length > 0 ? known : [artifact.reference];
}

function identityOf(artifact: Artifact, kind: AssetFacts['kind'], { cluster }: GivenAsset): string {
  if (artifact.kind === 'image' && artifact.digest !== undefined) return `image:${artifact.digest}`;
  if (artifact.kind === 'cluster') return `cluster:${cluster ?? artifact.reference}`;
  if (artifact.kind === 'container') return `container:${artifact.reference}`;
  return `${kind}:${artifact.reference}`;
}
