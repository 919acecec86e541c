import type { Layer, OpenArtifact } from '#contract/source.ts';
import type { HistoryEntry, LayerFacts } from '#model/artifact.ts';
import type { Inventory } from '#model/inventory.ts';
import type { ResultCache } from './cache.ts';

/**
 * The inventory of an image that was read before by the same analyzers, without reading any of it. `undefined` when it was
 * not, or when the source cannot bring all of it today.
 */
export function recallInventory(
  opened: OpenArtifact,
  cache: ResultCache | undefined,
): Inventory | undefined {
  const { artifact, image } = opened;
  if (image === undefined || opened.gaps.length > 0) return undefined;
  // The cache holds only what this room wrote under the same key, so the shape is known.
  const known = cache?.read('inventories', image.id) as Inventory | undefined;
  return known === undefined
    ? undefined
    : { ...known, artifact, layers: layerFacts(opened), image };
}

/** What a report says of the layers; trees on disk have none to speak of. */
export function layerFacts({ layers, image }: OpenArtifact): readonly LayerFacts[] {
  const steps = stepsOf(image?.history ?? []);
  // A history that does not account for every layer tells nothing about any of them.
  const known = steps.length === layers.length ? steps : [];
  return layers.flatMap((layer, at) => factsOf(layer, known[at]));
}

/** The numbers of the build steps that brought a layer. */
function stepsOf(history: readonly HistoryEntry[]): readonly number[] {
  return history.flatMap(({ emptyLayer }, at) => (emptyLayer ? [] : [at]));
}

function factsOf(
  { diffId, digest, sizeBytes, createdBy }: Layer,
  instruction: number | undefined,
): LayerFacts[] {
  if (diffId === undefined) return [];
  return [
    {
      diffId,
      ...(digest !== undefined && { digest }),
      ...(sizeBytes !== undefined && { sizeBytes }),
      ...(createdBy !== undefined && { createdBy }),
      ...(instruction !== undefined && { instruction }),
    },
  ];
}
