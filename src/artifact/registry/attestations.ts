import type { Scope } from '#contract/scope.ts';
import type { Attestation } from '#contract/source.ts';
import { isCaissonError } from '#kit/error.ts';
import { attestationsListed, isAttestation, readAttestations } from '../image/attestation.ts';
import type { Descriptor } from '../image/descriptor.ts';
import { maxManifestBytes } from '../image/manifest.ts';
import type { ResolvedManifest } from '../image/resolve.ts';
import type { RegistryClient } from './client.ts';
import type { ImageReference } from './reference.ts';

/** Attestation manifests that are read of one image. */
const maxManifests = 2;

/**
 * The provenance of an image: from the attestation manifest beside it in its index, else, where the settings ask for it,
 * from its referrers. Other statements (SBOMs) are large and stay where they are. Only an abort is thrown.
 */
export async function provenanceOf(
  client: RegistryClient,
  image: ImageReference,
  resolved: ResolvedManifest,
  scope: Scope,
): Promise<readonly Attestation[]> {
  const { registry, repository } = image;
  const listed = attestationsListed(resolved.index, resolved);
  const manifests = listed.length > 0 ? listed : await referrersOf(client, image, resolved, scope);
  const reader = {
    async manifest({ digest }: Descriptor) {
      return (await client.manifest({ registry, repository, digest }, scope)).bytes;
    },
    blob: (descriptor: Descriptor) => client.blobBytes(image, descriptor, maxManifestBytes, scope),
    isWanted: (type: string) => type.startsWith('https://slsa.dev/provenance/'),
  };
  return await readAttestations(manifests.slice(0, maxManifests), resolved, reader, scope);
}

async function referrersOf(
  client: RegistryClient,
  { registry, repository }: ImageReference,
  { manifestDigest }: ResolvedManifest,
  scope: Scope,
): Promise<readonly Descriptor[]> {
  if (!client.asksReferrers) return [];
  try {
    const reference = { registry, repository, digest: manifestDigest };
    return (await client.referrers(reference, undefined, scope)).filter(isAttestation);
  } catch (error) {
    scope.signal.throwIfAborted();
    if (!isCaissonError(error)) throw error;
    scope.log.debug('referrers not read', { code: error.code, error });
    return [];
  }
}
