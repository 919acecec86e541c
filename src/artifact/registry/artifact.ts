import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Digest } from '#model/digest.ts';
import type { Descriptor } from '../image/descriptor.ts';
import { type ImageManifest, parseManifest } from '../image/manifest.ts';
import { RegistryClient } from './client.ts';
import { formatReference, parseImageReference } from './reference.ts';
import type { RegistrySettings } from './settings.ts';

/** An OCI artifact whose manifest was read: one descriptor per file. Dispose it when all blobs were fetched. */
export interface PulledArtifact extends Disposable {
  readonly manifest: ImageManifest;
  readonly manifestDigest: Digest;
  /** The bytes of one of its blobs, verified: the last step throws `integrity.digest-mismatch` when they are wrong. */
  fetchBlob(descriptor: Descriptor): AsyncIterable<Uint8Array>;
}

/**
 * Reads the manifest of an OCI artifact by its name in a registry (`ghcr.io/acme/data:1`, without a scheme).
 * Throws `usage.invalid-argument`, `access.*`, `input.*`, `integrity.*`; `input.unsupported` for an index.
 */
export async function pullArtifact(
  name: string,
  settings: RegistrySettings,
  scope: Scope,
): Promise<PulledArtifact> {
  const reference = parseImageReference(name);
  const client = new RegistryClient(settings);
  try {
    const { bytes, digest } = await client.manifest(reference, scope);
    const manifest = parseManifest(bytes, `the manifest of ${quote(formatReference(reference))}`);
    if (manifest.kind === 'manifest')
      return {
        manifest,
        manifestDigest: digest,
        fetchBlob: (descriptor) => client.blob(reference, descriptor, scope),
        [Symbol.dispose]: () => client[Symbol.dispose](),
      };
    throw new CaissonError('input.unsupported', `${quote(name)} is an index, not one artifact`);
  } catch (error) {
    client[Symbol.dispose]();
    throw error;
  }
}
