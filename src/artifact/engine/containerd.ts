import type { Layer, OpenArtifact, Source } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { ArtifactReference } from '#model/reference.ts';
import { imageFacts, parseImageConfig } from '../image/config.ts';
import {
  type LayerParts,
  layerGap,
  pairLayers,
  requirePlatform,
  resolveManifest,
} from '../image/resolve.ts';
import { blobLayer } from '../layer/blob-layer.ts';
import { blobPath, findImage, readDocument } from './containerd-store.ts';
import type { EngineSettings } from './settings.ts';

/**
 * Images in containerd, read from its files as root: `containerd:NAME` or `containerd:sha256:…`. The metadata is read
 * without its lock, layers come straight from the content store.
 */
export function containerdSource(settings: EngineSettings): Source {
  return {
    kind: 'source',
    id: 'containerd',
    revision: 1,
    title: 'image in containerd',
    schemes: ['containerd:'],
    open: async (reference) => await openImage(reference, settings),
  };
}

async function openImage(
  reference: ArtifactReference,
  settings: EngineSettings,
): Promise<OpenArtifact> {
  const { locator, platform } = reference;
  const what = quote(locator);
  const found = findImage(locator, settings);
  if (found === undefined)
    throw new CaissonError(
      'input.not-found',
      `containerd has no image ${what} in the namespaces ${settings.namespaces.join(', ')}`,
    );
  const root = { bytes: readDocument(found.target, settings), digest: found.target };
  const resolved = await resolveManifest(
    root,
    async (entry) => readDocument(entry.digest, settings),
    { platform, what },
  );
  const { manifest, manifestDigest, indexDigest } = resolved;
  const configBytes = readDocument(manifest.config.digest, settings);
  const config = parseImageConfig(configBytes, `the configuration of ${what}`);
  requirePlatform(config, platform, what);
  const parts = pairLayers(manifest, config, what);
  return {
    artifact: { kind: 'image', reference: locator, source: 'containerd:', digest: config.id },
    image: imageFacts(config, {
      names: found.names,
      manifestDigest,
      ...(indexDigest && { indexDigest }),
      annotations: manifest.annotations,
    }),
    layers: parts
      .filter((part) => layerGap(part) === undefined)
      .map((part) => storedLayer(part, settings)),
    gaps: parts.map(layerGap).filter((gap) => gap !== undefined),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function storedLayer(parts: LayerParts, settings: EngineSettings): Layer {
  const { descriptor, diffId, createdBy } = parts;
  const { digest, sizeBytes } = descriptor;
  const facts = { digest, sizeBytes, diffId, ...(createdBy && { createdBy }) };
  const blob = blobPath(digest, settings);
  if (blob !== undefined)
    return blobLayer({ ...facts, file: { path: blob.path, offset: 0, length: blob.sizeBytes } });
  return {
    ...facts,
    // A layer that is known from an earlier scan is never walked, so its absence is no error until then.
    walk: () =>
      Promise.reject(
        new CaissonError(
          'input.not-found',
          `containerd dropped the layer ${digest} after unpacking it`,
          {
            hint: 'scan the image in its registry, or set discard_unpacked_layers = false and pull it again',
          },
        ),
      ),
  };
}
