import type { Scope } from '#contract/scope.ts';
import type { Attestation, OpenArtifact } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { attestationsListed, readAttestations } from '../image/attestation.ts';
import { imageFacts, parseImageConfig } from '../image/config.ts';
import type { Descriptor } from '../image/descriptor.ts';
import { type ImageIndex, parseManifest } from '../image/manifest.ts';
import { isBesideImage, selectPlatform } from '../image/platform.ts';
import {
  type LayerParts,
  layerGap,
  pairLayers,
  type ResolvedManifest,
  requirePlatform,
  resolveManifest,
} from '../image/resolve.ts';
import { blobLayer } from '../layer/blob-layer.ts';
import { chooseImages } from './image-choice.ts';
import { blobPath, type ImageFiles, readDocument } from './image-files.ts';
import type { ImageRequest } from './image-request.ts';

const nameAnnotations = ['io.containerd.image.name', 'org.opencontainers.image.ref.name'];

/**
 * Opens an image of an OCI layout (OCI image-spec v1.1, image layout). Indexes, manifests and the configuration are verified
 * now, layers when they are walked. Throws `usage.invalid-argument`, `input.*`, `integrity.*`, `limit.*`.
 */
export async function openLayout(
  files: ImageFiles,
  request: ImageRequest,
  scope: Scope,
): Promise<OpenArtifact> {
  requireLayoutVersion(files);
  const index = readIndex(files);
  const entry = chooseEntry(index, files, request);
  const root = { bytes: entry.data ?? readBlob(files, entry), digest: entry.digest };
  const { platform } = request;
  const resolved = await resolveManifest(root, async (inner) => readBlob(files, inner), {
    platform,
    what: files.what,
  });
  const { manifest, manifestDigest, indexDigest } = resolved;
  const configBytes = manifest.config.data ?? readBlob(files, manifest.config);
  const config = parseImageConfig(configBytes, `the configuration of ${files.what}`);
  requirePlatform(config, platform, files.what);
  const parts = pairLayers(manifest, config, files.what);
  const missing = parts.filter(
    (part) => files.find(blobPath(part.descriptor.digest)) === undefined,
  );
  const gaps = missing.map((part) => missingGap(part, files));
  const attestations = await attestationsIn(
    files,
    { ...resolved, index: resolved.index ?? index },
    scope,
  );
  return {
    artifact: {
      kind: 'image',
      reference: request.reference,
      source: request.source,
      digest: config.id,
    },
    image: imageFacts(config, {
      names: request.names ?? namesOf(entry),
      manifestDigest,
      ...(indexDigest && { indexDigest }),
      annotations: manifest.annotations,
    }),
    layers: parts.filter((part) => !missing.includes(part)).map((part) => layerOf(part, files)),
    gaps,
    ...(attestations.length > 0 && { attestations }),
    [Symbol.asyncDispose]: () => files[Symbol.asyncDispose](),
  };
}

/** The top index of a layout. Throws `input.malformed`. */
export function readIndex(files: ImageFiles): ImageIndex {
  const index = parseManifest(readDocument(files, 'index.json'), `index.json of ${files.what}`);
  if (index.kind === 'index') return index;
  throw new CaissonError('input.malformed', `index.json of ${files.what} is not an image index`);
}

/** A manifest, index or configuration by its digest. Throws `input.malformed`, `integrity.digest-mismatch`. */
export function readBlob(files: ImageFiles, descriptor: Descriptor): Buffer {
  return readDocument(files, blobPath(descriptor.digest), descriptor.digest);
}

/** The statements beside the image; those whose files the layout lacks are passed over. */
export async function attestationsIn(
  files: ImageFiles,
  resolved: ResolvedManifest,
  scope: Scope,
): Promise<readonly Attestation[]> {
  async function read(descriptor: Descriptor): Promise<Uint8Array> {
    return readBlob(files, descriptor);
  }
  const reader = { manifest: read, blob: read, isWanted: () => true };
  return await readAttestations(
    attestationsListed(resolved.index, resolved),
    resolved,
    reader,
    scope,
  );
}

/** The names that annotations give to an entry of the top index. */
function namesOf(entry: Descriptor): readonly string[] {
  const names = nameAnnotations.map((name) => entry.annotations[name]);
  return names
    .filter((name) => name !== undefined && name !== '')
    .filter((name) => name !== undefined);
}

function chooseEntry(index: ImageIndex, files: ImageFiles, request: ImageRequest): Descriptor {
  const images = index.manifests.filter((entry) => !isBesideImage(entry));
  const choices = images.map((entry) => {
    const names = namesOf(entry);
    return { image: entry, names: names.length > 0 ? [...names, entry.digest] : [''] };
  });
  const byDigest = index.manifests.filter((entry) => entry.digest === request.selector);
  const manifests =
    byDigest.length > 0 ? byDigest : chooseImages(choices, request.selector, files.what);
  const [only, ...others] = manifests;
  if (only !== undefined && others.length === 0) return only;
  return selectPlatform({ ...index, manifests }, request.platform, files.what);
}

function layerOf(part: LayerParts, files: ImageFiles): OpenArtifact['layers'][number] {
  const { descriptor, diffId, createdBy } = part;
  const name = blobPath(descriptor.digest);
  return blobLayer({
    digest: descriptor.digest,
    sizeBytes: descriptor.sizeBytes,
    diffId,
    ...(createdBy && { createdBy }),
    file: files.find(name) ?? { path: name, offset: 0, length: 0 },
  });
}

/** Layers that vendors keep need not be there; all others must. */
function missingGap(part: LayerParts, files: ImageFiles): NonNullable<ReturnType<typeof layerGap>> {
  const gap = layerGap(part);
  if (gap !== undefined) return gap;
  throw new CaissonError(
    'input.malformed',
    `${files.what} lacks the layer ${part.descriptor.digest}`,
    { hint: 'the archive was written incompletely; save the image again' },
  );
}

/** Throws `input.malformed` when `oci-layout` is missing or of another major version. */
function requireLayoutVersion(files: ImageFiles): void {
  const what = `oci-layout of ${files.what}`;
  const layout = parseJson(readDocument(files, 'oci-layout').toString('utf8'), what);
  const version = isRecord(layout) ? layout['imageLayoutVersion'] : undefined;
  if (typeof version !== 'string' || !version.startsWith('1.'))
    throw new CaissonError('input.unsupported', `${what} is not of version 1`);
}
