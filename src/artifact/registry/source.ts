import type { Scope } from '#contract/scope.ts';
import type { OpenArtifact, Source } from '#contract/source.ts';
import { quote } from '#kit/text.ts';
import type { ArtifactReference } from '#model/reference.ts';
import { imageFacts, parseImageConfig } from '../image/config.ts';
import type { Descriptor } from '../image/descriptor.ts';
import { maxManifestBytes } from '../image/manifest.ts';
import { layerGap, pairLayers, requirePlatform, resolveManifest } from '../image/resolve.ts';
import { blobLayer } from '../layer/blob-layer.ts';
import { provenanceOf } from './attestations.ts';
import { RegistryClient } from './client.ts';
import {
  formatReference,
  formatRepository,
  type ImageReference,
  parseImageReference,
} from './reference.ts';
import type { RegistrySettings } from './settings.ts';

/**
 * Images in registries: `registry:[host/]name[:tag][@digest]`. Opening reads manifest and configuration only; a layer is
 * downloaded, hashed and unpacked as one stream when it is walked.
 */
export function registrySource(settings: RegistrySettings): Source {
  return {
    kind: 'source',
    id: 'registry',
    revision: 1,
    title: 'image in a registry',
    schemes: ['registry:'],
    async open(reference, scope) {
      const client = new RegistryClient(settings);
      try {
        return await openImage(client, reference, scope);
      } catch (error) {
        client[Symbol.dispose]();
        throw error;
      }
    },
  };
}

async function openImage(
  client: RegistryClient,
  reference: ArtifactReference,
  scope: Scope,
): Promise<OpenArtifact> {
  const image = parseImageReference(reference.locator);
  const what = quote(formatReference(image));
  const root = await client.manifest(image, scope);
  const { platform } = reference;
  const resolved = await resolveManifest(
    root,
    (entry) => manifestBytes(client, image, entry, scope),
    {
      platform,
      what,
    },
  );
  const { manifest, manifestDigest, indexDigest } = resolved;
  const [configBytes, attestations] = await Promise.all([
    client.blobBytes(image, manifest.config, maxManifestBytes, scope),
    provenanceOf(client, image, resolved, scope),
  ]);
  const config = parseImageConfig(configBytes, `the configuration of ${what}`);
  requirePlatform(config, platform, what);
  const parts = pairLayers(manifest, config, what);
  const gaps = parts.map(layerGap).filter((gap) => gap !== undefined);
  const layers = parts
    .filter((part) => layerGap(part) === undefined)
    .map(({ descriptor, diffId, createdBy }) =>
      blobLayer({
        digest: descriptor.digest,
        sizeBytes: descriptor.sizeBytes,
        diffId,
        ...(createdBy && { createdBy }),
        // The layer hashes what it reads: once is enough.
        stream: (walking) => client.blob(image, descriptor, walking, false),
      }),
    );
  const names = namesOf(image, root.digest);
  return {
    artifact: {
      kind: 'image',
      reference: reference.locator,
      source: 'registry:',
      digest: config.id,
    },
    image: imageFacts(config, {
      names,
      manifestDigest,
      ...(indexDigest && { indexDigest }),
      annotations: manifest.annotations,
    }),
    layers,
    gaps,
    ...(attestations.length > 0 && { attestations }),
    [Symbol.asyncDispose]: async () => client[Symbol.dispose](),
  };
}

async function manifestBytes(
  client: RegistryClient,
  image: ImageReference,
  entry: Descriptor,
  scope: Scope,
): Promise<Uint8Array> {
  const { registry, repository } = image;
  const { bytes } = await client.manifest({ registry, repository, digest: entry.digest }, scope);
  return bytes;
}

function namesOf(image: ImageReference, digest: string): readonly string[] {
  const repository = formatRepository(image);
  return [...(image.tag ? [`${repository}:${image.tag}`] : []), `${repository}@${digest}`];
}
