import type { BlobFetcher } from '#advisory/fetcher.ts';
import type { ManifestDelta, ManifestSegment } from '#advisory/manifest.ts';
import type { Publication } from '#advisory/publication.ts';
import { pullArtifact } from '#artifact/registry/artifact.ts';
import { RegistryClient } from '#artifact/registry/client.ts';
import {
  formatReference,
  type ImageReference,
  parseImageReference,
} from '#artifact/registry/reference.ts';
import type { RegistrySettings } from '#artifact/registry/settings.ts';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { formatJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import { type Digest, parseDigest } from '#model/digest.ts';

const artifactType = 'application/vnd.caisson.vulndb.v1';
const configType = 'application/vnd.caisson.vulndb.config.v1+json';
const segmentType = 'application/vnd.caisson.vulndb.segment.v1.sqlite+zstd';
const deltaType = 'application/vnd.caisson.vulndb.delta.v1+zstd';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const signatureAnnotation = 'dev.caisson.database.signature';

/**
 * Reads a database that was published as an OCI artifact: its config is the manifest, each layer a segment, the signature an
 * annotation. Throws `access.*`, `input.*` and `integrity.*`.
 */
export async function fetchDatabaseArtifact(
  name: string,
  settings: RegistrySettings,
  scope: Scope,
): Promise<BlobFetcher & AsyncDisposable> {
  const artifact = await pullArtifact(name, settings, scope);
  const { config, layers, annotations } = artifact.manifest;
  if (artifact.manifest.artifactType !== artifactType && config.mediaType !== configType) {
    artifact[Symbol.dispose]();
    throw new CaissonError('input.unsupported', `${quote(name)} is no advisory database`);
  }
  const byDigest = new Map(layers.map((layer) => [layer.digest, layer]));
  return {
    manifest: () => readAll(artifact.fetchBlob(config)),
    signature: () => Promise.resolve(annotations[signatureAnnotation]),
    blob(digest) {
      const layer = byDigest.get(digest);
      if (layer === undefined)
        throw new CaissonError('input.malformed', `the artifact ${quote(name)} lacks ${digest}`);
      return artifact.fetchBlob(layer);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(artifact[Symbol.dispose]()),
  };
}

/** What a push did. Blobs that the registry had before count as nothing. */
export interface Pushed {
  /** `registry/repository:tag` in full. */
  readonly reference: string;
  /** Digest of the artifact's manifest. */
  readonly digest: Digest;
  readonly uploadedBytes: number;
  readonly uploadedBlobs: number;
}

/**
 * Publishes a database as an OCI artifact (image-spec v1.1, artifactType), so that the tag moves when all of it is there.
 * The same database gives the same artifact. Throws `usage.invalid-argument`, `access.*`, `integrity.digest-mismatch`.
 */
export async function pushDatabaseArtifact(
  name: string,
  publication: Publication,
  settings: RegistrySettings,
  scope: Scope,
): Promise<Pushed> {
  const reference = parseImageReference(name);
  if (reference.digest !== undefined)
    throw new CaissonError('usage.invalid-argument', `${quote(name)} names a digest, not a tag`, {
      hint: 'publish under a tag: oci://registry/name:tag',
    });
  using client = new RegistryClient(settings);
  const upload = new Upload(client, reference, scope);
  const parts = [...publication.segments, ...publication.deltas];
  using task = scope.progress.begin('publishing', parts.length, 'items');
  for (const part of parts) {
    checkpoint(scope.signal);
    await upload.put(part.blob, () => publication.blob(part));
    task.advance(1);
  }
  await upload.put(sizedOf(publication.manifest), () => publication.manifest);
  const bytes = Buffer.from(formatJson(describe(publication)));
  const digest = await client.putManifest(reference, { bytes, mediaType: manifestType }, scope);
  const { bytes: uploadedBytes, blobs: uploadedBlobs } = upload;
  return { reference: formatReference(reference), digest, uploadedBytes, uploadedBlobs };
}

/** Puts blobs and counts those that the registry did not have. */
class Upload {
  bytes = 0;
  blobs = 0;
  readonly #client: RegistryClient;
  readonly #reference: ImageReference;
  readonly #scope: Scope;

  constructor(client: RegistryClient, reference: ImageReference, scope: Scope) {
    this.#client = client;
    this.#reference = reference;
    this.#scope = scope;
  }

  async put({ digest, size }: Sized, read: () => Uint8Array): Promise<void> {
    let wasAsked = false;
    function content(): Uint8Array {
      wasAsked = true;
      return read();
    }
    await this.#client.putBlob(this.#reference, { digest, sizeBytes: size, content }, this.#scope);
    if (!wasAsked) return;
    this.bytes += size;
    this.blobs += 1;
  }
}

type Sized = ManifestSegment['blob'];

function sizedOf(bytes: Uint8Array): Sized {
  return { digest: parseDigest(`sha256:${sha256Hex(bytes)}`), size: bytes.length };
}

function describe({ manifest, signature, builtAt, segments, deltas }: Publication): object {
  return {
    schemaVersion: 2,
    mediaType: manifestType,
    artifactType,
    config: { mediaType: configType, ...sizedOf(manifest) },
    layers: [...segments.map(describeSegment), ...deltas.map(describeDelta)],
    annotations: {
      'org.opencontainers.image.created': builtAt,
      ...(signature !== undefined && { [signatureAnnotation]: signature }),
    },
  };
}

function describeSegment({ name, blob, content, newest, feeds }: ManifestSegment): object {
  return {
    mediaType: segmentType,
    ...blob,
    annotations: {
      'org.opencontainers.image.title': `${name}.sqlite.zst`,
      'dev.caisson.segment.name': name,
      'dev.caisson.segment.newest': newest,
      'dev.caisson.segment.feeds': feeds.join(','),
      'dev.caisson.segment.content.digest': content.digest,
      'dev.caisson.segment.content.size': String(content.size),
    },
  };
}

/** From rows of one digest to rows of another. */
function describeDelta({ from, to, blob }: ManifestDelta): object {
  return {
    mediaType: deltaType,
    ...blob,
    annotations: { 'dev.caisson.delta.from': from, 'dev.caisson.delta.to': to },
  };
}

async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}
