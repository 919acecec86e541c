import type { BlobFetcher } from '#advisory/fetcher.ts';
import { pullArtifact } from '#artifact/registry/artifact.ts';
import type { RegistrySettings } from '#artifact/registry/settings.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

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

async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}
