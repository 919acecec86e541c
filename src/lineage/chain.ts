import { sha256Hex } from '#kit/hash.ts';
import type { ImageFacts, LayerFacts } from '#model/artifact.ts';
import type { KnownChain } from '#model/base-image.ts';
import { type Digest, parseDigest } from '#model/digest.ts';
import { repositoryOf } from '#model/image-name.ts';

/** Images that were seen before, by the chain of all their layers. Where several share one, the store chooses. */
export interface ChainIndex {
  find(chainId: Digest): KnownChain | undefined;
}

/**
 * The chain id of each layer with all below it, lowest first (OCI image-spec v1.1, config, section Layer ChainID): the
 * first is the diffID itself, every further one the sha256 of the one below, a space and the diffID.
 */
export function chainIds(diffIds: readonly Digest[]): readonly Digest[] {
  const chain: Digest[] = [];
  for (const diffId of diffIds) {
    const below = chain.at(-1);
    chain.push(
      below === undefined
        ? diffId
        : parseDigest(`sha256:${sha256Hex(Buffer.from(`${below} ${diffId}`))}`),
    );
  }
  return chain;
}

/** A known image whose layers are the lowest ones of another. */
export interface KnownBase {
  readonly chain: KnownChain;
  readonly layers: number;
}

/**
 * The known image with the longest chain that this image begins with. A chain of all its layers counts only under the name
 * of another repository: then the image adds settings and no layer. Anything else would make an image its own base.
 */
export function knownBase(
  image: ImageFacts,
  layers: readonly LayerFacts[],
  index: ChainIndex,
): KnownBase | undefined {
  const ids = chainIds(layers.map(({ diffId }) => diffId));
  for (let count = ids.length; count > 0; count -= 1) {
    const id = ids[count - 1];
    const chain = id === undefined ? undefined : index.find(id);
    if (chain === undefined) continue;
    if (count < ids.length || isOther(chain, image)) return { chain, layers: count };
  }
  return undefined;
}

function isOther(chain: KnownChain, image: ImageFacts): boolean {
  const own = [image.id, image.manifestDigest, image.indexDigest];
  if (chain.image === image.id) return false;
  if (chain.digest !== undefined && own.includes(chain.digest)) return false;
  const repositories = image.names.map(repositoryOf);
  return repositories.length > 0 && !repositories.includes(repositoryOf(chain.reference));
}

/**
 * What to remember of a scanned image, so that images built on it can tell: the chain of all its layers under its first
 * name, a tag before a digest. `undefined` for an image without layers or names.
 */
export function learn(
  image: ImageFacts,
  layers: readonly LayerFacts[],
  now: Date,
): KnownChain | undefined {
  const chainId = chainIds(layers.map(({ diffId }) => diffId)).at(-1);
  const reference = image.names.find((name) => !name.includes('@')) ?? image.names[0];
  if (chainId === undefined || reference === undefined || reference === '') return undefined;
  const digest = image.indexDigest ?? image.manifestDigest;
  return {
    chainId,
    reference,
    ...(digest !== undefined && { digest }),
    image: image.id,
    firstSeen: now.toISOString(),
  };
}
