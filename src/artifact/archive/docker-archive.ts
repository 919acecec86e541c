import type { Scope } from '#contract/scope.ts';
import type { Layer, OpenArtifact } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import { type Digest, isDigest } from '#model/digest.ts';
import type { Gap } from '#model/observation.ts';
import { type ImageConfig, imageFacts, parseImageConfig } from '../image/config.ts';
import { layerSteps } from '../image/history.ts';
import { type ImageIndex, parseManifest } from '../image/manifest.ts';
import { isBesideImage } from '../image/platform.ts';
import { type ResolvedManifest, requirePlatform } from '../image/resolve.ts';
import { blobLayer } from '../layer/blob-layer.ts';
import { chooseImages } from './image-choice.ts';
import { blobPath, type ImageFiles, readDocument } from './image-files.ts';
import type { ImageRequest } from './image-request.ts';
import { attestationsIn, readBlob, readIndex } from './oci-layout.ts';

/** An entry of `manifest.json` as `docker save` writes it (Docker image specification v1.2). */
interface SavedImage {
  readonly config: string;
  readonly layers: readonly string[];
  readonly names: readonly string[];
  /** diffIDs of layers that the archive need not hold. */
  readonly foreign: ReadonlySet<string>;
}

const maxImages = 4096;
const maxLayers = 1024;
const maxNames = 65_536;

/**
 * Opens an image of what `docker save` or `podman save` wrote; newer archives are an OCI layout as well, which tells the
 * manifest's digest and annotations, and may hold attestations. Throws `usage.invalid-argument`, `input.*`, `integrity.*`, `limit.*`.
 */
export async function openDockerArchive(
  files: ImageFiles,
  request: ImageRequest,
  scope: Scope,
): Promise<OpenArtifact> {
  const image = chooseSaved(readSaved(files), files, request);
  const digest = digestInName(image.config);
  const bytes = readDocument(files, image.config, digest);
  const config = parseImageConfig(bytes, `the configuration of ${files.what}`);
  requirePlatform(config, request.platform, files.what);
  requireSameCount(image, config, files);
  const steps = layerSteps(config.history, image.layers.length);
  const gaps: Gap[] = [];
  const layers: Layer[] = [];
  for (const [at, diffId] of config.diffIds.entries()) {
    const layer = layerOf(files, image.layers[at] ?? '', { diffId, createdBy: steps[at] });
    if (layer !== undefined) layers.push(layer);
    else gaps.push(missingGap(image, diffId, files));
  }
  const oci = manifestOf(files, config.id);
  const attestations = oci === undefined ? [] : await attestationsIn(files, oci, scope);
  return {
    artifact: {
      kind: 'image',
      reference: request.reference,
      source: request.source,
      digest: config.id,
    },
    image: imageFacts(config, {
      names: request.names ?? image.names,
      ...(oci && { manifestDigest: oci.manifestDigest, annotations: oci.manifest.annotations }),
    }),
    layers,
    gaps,
    ...(attestations.length > 0 && { attestations }),
    [Symbol.asyncDispose]: () => files[Symbol.asyncDispose](),
  };
}

function chooseSaved(
  images: readonly SavedImage[],
  files: ImageFiles,
  request: ImageRequest,
): SavedImage {
  const choices = images.map((image) => ({ image, names: [...image.names, image.config] }));
  const [image] = chooseImages(choices, request.selector, files.what);
  if (image !== undefined) return image;
  throw new CaissonError('input.malformed', `manifest.json of ${files.what} lists no image`);
}

function readSaved(files: ImageFiles): readonly SavedImage[] {
  const what = `manifest.json of ${files.what}`;
  const list = parseJson(readDocument(files, 'manifest.json').toString('utf8'), what);
  if (!Array.isArray(list) || list.length > maxImages)
    throw new CaissonError('input.malformed', `${what} is not a list of images`);
  return list.map((entry: unknown) => savedFrom(entry, what));
}

function savedFrom(entry: unknown, what: string): SavedImage {
  const fields = isRecord(entry) ? entry : {};
  const config = fields['Config'];
  const layers = strings(fields['Layers'], maxLayers);
  if (typeof config !== 'string' || layers === undefined)
    throw new CaissonError('input.malformed', `${what} has an entry without "Config" or "Layers"`);
  const sources = fields['LayerSources'];
  return {
    config,
    layers,
    names: strings(fields['RepoTags'], maxNames) ?? [],
    foreign: new Set(isRecord(sources) ? Object.keys(sources) : []),
  };
}

function strings(value: unknown, max: number): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > max) return undefined;
  const texts = value.filter((item) => typeof item === 'string');
  return texts.length === value.length ? texts : undefined;
}

function requireSameCount(image: SavedImage, config: ImageConfig, files: ImageFiles): void {
  if (image.layers.length === config.diffIds.length) return;
  throw new CaissonError(
    'input.malformed',
    `manifest.json of ${files.what} lists ${image.layers.length} layers, the configuration ${config.diffIds.length}`,
  );
}

function layerOf(
  files: ImageFiles,
  name: string,
  facts: { readonly diffId: Digest; readonly createdBy: string | undefined },
): Layer | undefined {
  const file = files.find(name);
  if (file === undefined) return undefined;
  const digest = name.startsWith('blobs/') ? digestInName(name) : undefined;
  const { diffId, createdBy } = facts;
  return blobLayer({
    diffId,
    sizeBytes: file.length,
    ...(digest && { digest }),
    ...(createdBy && { createdBy }),
    file,
  });
}

function missingGap(image: SavedImage, diffId: Digest, files: ImageFiles): Gap {
  if (!image.foreign.has(diffId))
    throw new CaissonError('input.malformed', `${files.what} lacks the layer ${diffId}`, {
      hint: 'the archive was written incompletely; save the image again',
    });
  return {
    type: 'gap',
    location: { path: '/', layer: diffId },
    reason: 'unsupported',
    detail: `the layer ${diffId} is kept by its vendor and not in the archive`,
  };
}

/** `blobs/sha256/HEX`, `HEX.json` and `HEX` promise the digest of their content. */
function digestInName(name: string): Digest | undefined {
  const digest = `sha256:${/^(?:blobs\/sha256\/)?([0-9a-f]{64})(?:\.json)?$/.exec(name)?.[1]}`;
  return isDigest(digest) ? digest : undefined;
}

/** The manifest of this configuration in the OCI view of the same archive. */
function manifestOf(files: ImageFiles, config: Digest): ResolvedManifest | undefined {
  if (files.find('index.json') === undefined || files.find('oci-layout') === undefined)
    return undefined;
  return manifestIn(readIndex(files), files, config, 0);
}

function manifestIn(
  index: ImageIndex,
  files: ImageFiles,
  config: Digest,
  depth: number,
): ResolvedManifest | undefined {
  for (const entry of index.manifests.slice(0, maxImages)) {
    if (isBesideImage(entry) || files.find(blobPath(entry.digest)) === undefined) continue;
    const what = `the manifest ${quote(entry.digest)} of ${files.what}`;
    const document = parseManifest(readBlob(files, entry), what);
    if (document.kind === 'manifest') {
      if (document.config.digest === config)
        return { manifest: document, manifestDigest: entry.digest, index };
      continue;
    }
    const inner = depth < 2 ? manifestIn(document, files, config, depth + 1) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}
