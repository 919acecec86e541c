import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Platform } from '#model/artifact.ts';
import type { Digest } from '#model/digest.ts';
import type { Gap } from '#model/observation.ts';
import type { ImageConfig } from './config.ts';
import type { Descriptor } from './descriptor.ts';
import { layerSteps } from './history.ts';
import { type ImageIndex, type ImageManifest, parseManifest } from './manifest.ts';
import { isEncryptedLayerType, isForeignLayerType, isImageConfigType } from './media-type.ts';
import { formatPlatform, platformFit, selectPlatform } from './platform.ts';

/** A manifest or index as it was fetched; the bytes were verified against the digest. */
export interface FetchedManifest {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
}

/** The manifest of one image and how it was reached. */
export interface ResolvedManifest {
  readonly manifest: ImageManifest;
  readonly manifestDigest: Digest;
  /** The outermost index, when there was one. */
  readonly indexDigest?: Digest;
  /** The index that lists the manifest: attestations stand beside it. */
  readonly index?: ImageIndex;
}

/** One layer as manifest, configuration and history state it together. */
export interface LayerParts {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
  readonly createdBy?: string;
}

const maxIndexDepth = 4;

/**
 * Follows indexes (at most four deep) from `root` to the manifest of one image. `fetch` brings an entry of an index,
 * verified; entries that are not chosen are never fetched, so sparse indexes are fine. Throws what `parseManifest` and
 * `selectPlatform` throw, `limit.depth`, and `input.unsupported` for artifacts that are not images.
 */
export async function resolveManifest(
  root: FetchedManifest,
  fetch: (descriptor: Descriptor) => Promise<Uint8Array>,
  options: { readonly platform?: Platform | undefined; readonly what: string },
): Promise<ResolvedManifest> {
  let current = root;
  let index: ImageIndex | undefined;
  for (let depth = 0; depth <= maxIndexDepth; depth += 1) {
    const document = parseManifest(current.bytes, `the manifest of ${options.what}`);
    if (document.kind === 'manifest') {
      requireImage(document, options.what);
      return {
        manifest: document,
        manifestDigest: current.digest,
        ...(depth > 0 && { indexDigest: root.digest }),
        ...(index !== undefined && { index }),
      };
    }
    index = document;
    const entry = selectPlatform(document, options.platform, options.what);
    current = { bytes: entry.data ?? (await fetch(entry)), digest: entry.digest };
  }
  throw new CaissonError(
    'limit.depth',
    `${options.what} nests more than ${maxIndexDepth} image indexes`,
  );
}

/** Refuses an image of another platform than the one a person asked for. Throws `input.not-found`. */
export function requirePlatform(
  config: ImageConfig,
  platform: Platform | undefined,
  what: string,
): void {
  const isStated = config.platform.architecture !== '';
  if (platform === undefined || !isStated || platformFit(platform, config.platform) > 0) return;
  throw new CaissonError(
    'input.not-found',
    `${what} is an image for ${quote(formatPlatform(config.platform))}, not for ${quote(formatPlatform(platform))}`,
  );
}

/** Pairs the layers of a manifest with their diffIDs and build steps. Throws `input.malformed` when the counts differ. */
export function pairLayers(
  manifest: ImageManifest,
  config: ImageConfig,
  what: string,
): readonly LayerParts[] {
  const { layers } = manifest;
  if (layers.length !== config.diffIds.length)
    throw new CaissonError(
      'input.malformed',
      `the manifest of ${what} lists ${layers.length} layers, its configuration ${config.diffIds.length}`,
    );
  const steps = layerSteps(config.history, layers.length);
  return config.diffIds.flatMap((diffId, at) => {
    const descriptor = layers[at];
    if (descriptor === undefined) return [];
    const createdBy = steps[at];
    return [{ descriptor, diffId, ...(createdBy && { createdBy }) }];
  });
}

/**
 * Why a layer cannot be read although the manifest lists it: it is encrypted, or its vendor keeps it and registries do not
 * ("foreign"). `undefined` for all others. Archives may hold foreign layers nevertheless.
 */
export function layerGap(parts: LayerParts): Gap | undefined {
  const { mediaType, digest } = parts.descriptor;
  const kept = isForeignLayerType(mediaType);
  if (!kept && !isEncryptedLayerType(mediaType)) return undefined;
  const problem = kept ? 'is kept by its vendor, not by registries' : 'is encrypted';
  return {
    type: 'gap',
    location: { path: '/', layer: parts.diffId },
    reason: 'unsupported',
    detail: `the layer ${digest} ${problem} (${mediaType})`,
  };
}

function requireImage(manifest: ImageManifest, what: string): void {
  if (isImageConfigType(manifest.config.mediaType)) return;
  const type = manifest.artifactType ?? manifest.config.mediaType;
  throw new CaissonError(
    'input.unsupported',
    `${what} is not a container image but an artifact of type ${quote(type)}`,
  );
}
