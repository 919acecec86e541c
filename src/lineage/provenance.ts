import type { Attestation } from '#contract/source.ts';
import { isRecord } from '#kit/json.ts';
import type { LayerFacts } from '#model/artifact.ts';
import { type Digest, isDigest } from '#model/digest.ts';
import { fullName, repositoryOf } from '#model/image-name.ts';
import { sourceLayers } from './buildkit.ts';

/** An image that a build used, as its provenance states it. */
export interface Material {
  readonly name: string;
  readonly digest?: Digest;
  /** How many of the image's lowest layers are those of the material, where the provenance tells. */
  readonly layers?: number;
}

/** The images that one provenance statement names. */
export interface Materials {
  readonly isVerified: boolean;
  readonly images: readonly Material[];
}

const provenanceType = /^https:\/\/slsa\.dev\/provenance\/v(?:0\.[12]|1(?:\.[0-9])?)$/;
const maxMaterials = 1000;

/**
 * The container images among the materials of each SLSA provenance statement (v0.1 and v0.2 `materials`, v1
 * `buildDefinition.resolvedDependencies`), without BuildKit's own helpers. Verified statements come first.
 */
export function materialsIn(
  attestations: readonly Attestation[],
  layers: readonly LayerFacts[],
): readonly Materials[] {
  return attestations
    .filter(({ predicateType }) => provenanceType.test(predicateType))
    .toSorted((a, b) => Number(b.verified) - Number(a.verified))
    .map(({ statement, verified }) => {
      const predicate = isRecord(statement) ? statement['predicate'] : undefined;
      const images = isRecord(predicate) ? imagesIn(predicate, layers) : [];
      return { isVerified: verified, images };
    })
    .filter(({ images }) => images.length > 0);
}

function imagesIn(
  predicate: Readonly<Record<string, unknown>>,
  layers: readonly LayerFacts[],
): readonly Material[] {
  const known = sourceLayers(predicate, layers);
  const images = new Map<string, Material>();
  for (const item of listedIn(predicate)) {
    const image = isRecord(item) ? imageOf(item) : undefined;
    if (image === undefined || helpers.has(repositoryOf(image.name))) continue;
    const count = known.find(({ name }) => isSame(name, image))?.layers;
    images.set(`${image.name}@${image.digest ?? ''}`, withLayers(image, count));
  }
  return [...images.values()];
}

function listedIn(predicate: Readonly<Record<string, unknown>>): readonly unknown[] {
  const definition = predicate['buildDefinition'];
  const dependencies = isRecord(definition) ? definition['resolvedDependencies'] : undefined;
  const listed = dependencies ?? predicate['materials'];
  return Array.isArray(listed) ? listed.slice(0, maxMaterials) : [];
}

function withLayers(image: Material, layers: number | undefined): Material {
  return layers === undefined ? image : { ...image, layers };
}

function imageOf({ uri, digest }: Readonly<Record<string, unknown>>): Material | undefined {
  if (typeof uri !== 'string' || uri.length > 4096) return undefined;
  const image = imageOfUri(uri);
  if (image === undefined) return undefined;
  const sha256 = isRecord(digest) && typeof digest['sha256'] === 'string' ? digest['sha256'] : '';
  const stated = `sha256:${sha256.toLowerCase()}`;
  return isDigest(stated) ? { ...image, digest: stated } : image;
}

/**
 * `pkg:docker/NAME@TAG?digest=…&platform=…` as BuildKit writes it, `pkg:oci/NAME@sha256:…?repository_url=…&tag=…` of the
 * package URL types, and the `docker-image://` and `oci://` addresses of other builders.
 */
function imageOfUri(uri: string): Material | undefined {
  const direct = /^(?:docker-image|docker|oci):\/\/(.+)$/.exec(uri)?.[1];
  if (direct !== undefined) return fromReference(direct);
  const [, type, path, query] = /^pkg:(docker|oci)\/([^?#]+)(?:\?([^#]*))?/.exec(uri) ?? [];
  if (path === undefined) return undefined;
  return fromReference(referenceOf(type === 'oci', path, new URLSearchParams(query)));
}

function referenceOf(isOci: boolean, path: string, qualifiers: URLSearchParams): string {
  const [written = '', version = ''] = splitVersion(path);
  const name = (isOci ? qualifiers.get('repository_url') : undefined) ?? written;
  const tag = qualifiers.get('tag') ?? (isDigest(version) ? '' : version);
  return joined(name, tag, qualifiers.get('digest') ?? version);
}

function joined(name: string, tag: string, digest: string): string {
  return `${name}${tag === '' ? '' : `:${tag}`}${isDigest(digest) ? `@${digest}` : ''}`;
}

function splitVersion(path: string): readonly string[] {
  const at = path.lastIndexOf('@');
  return (at === -1 ? [path] : [path.slice(0, at), path.slice(at + 1)]).map(decoded);
}

/** Percent-encoding undone; text that is none stays. */
function decoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function fromReference(reference: string): Material | undefined {
  const [name = '', digest = ''] = reference.split('@');
  if (name === '' || /[\s\p{C}]/u.test(name)) return undefined;
  return { name: fullName(name), ...(isDigest(digest) && { digest }) };
}

/** Images that run in a build and never become part of its result. */
const helpers: ReadonlySet<string> = new Set([
  'docker.io/docker/dockerfile',
  'docker.io/docker/dockerfile-upstream',
  'docker.io/docker/buildkit-syft-scanner',
  'docker.io/docker/buildkit-scout-scanner',
  'docker.io/docker/scout-sbom-indexer',
  'docker.io/moby/buildkit',
  'docker.io/tonistiigi/binfmt',
  'docker.io/tonistiigi/xx',
]);

function isSame(name: string, image: Material): boolean {
  const found = fromReference(name);
  if (found === undefined) return false;
  if (found.digest !== undefined && image.digest !== undefined)
    return found.digest === image.digest;
  return found.name === image.name;
}
