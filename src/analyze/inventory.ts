import type { Analyzer, Linker, Reviewer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { Layer, OpenArtifact } from '#contract/source.ts';
import { mapConcurrent } from '#kit/concurrency.ts';
import type { CaissonError } from '#kit/error.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Gap } from '#model/observation.ts';
import { type BackgroundSettings, BackgroundThread } from './background/thread.ts';
import type { ResultCache } from './cache.ts';
import { indexClaims } from './claims.ts';
import { gapReasonOf } from './examine.ts';
import type { LayerInventory } from './layer-inventory.ts';
import { mergeLayers } from './merge.ts';
import { layerFacts, recallInventory } from './recall.ts';
import { type Examination, examineLayer } from './walk.ts';

/** What an inventory is made with. Without a cache every layer is read. */
export interface Tools {
  readonly analyzers: readonly Analyzer[];
  readonly linkers: readonly Linker[];
  readonly reviewers?: readonly Reviewer[];
  readonly cache?: ResultCache;
  /** Which analyzers may run on another thread. */
  readonly background?: BackgroundSettings;
}

/**
 * Reads an opened artifact: layers that the cache knows are not touched, the others are walked from the lowest up. A layer
 * that is damaged or exceeds a limit becomes a gap and the rest goes on; aborts, `integrity.*` and `access.*` end the work.
 */
export async function takeInventory(
  opened: OpenArtifact,
  tools: Tools,
  scope: Scope,
): Promise<Inventory> {
  const { artifact, image } = opened;
  const known = recallInventory(opened, tools.cache);
  if (known !== undefined) return known;

  const { layers, gaps } = await readLayers(opened.layers, tools, scope);
  const inventory = mergeLayers(layers, tools.linkers, {
    artifact,
    layers: layerFacts(opened),
    ...(image !== undefined && { image }),
    gaps: [...opened.gaps, ...gaps],
    ...(tools.reviewers !== undefined && { reviewers: tools.reviewers }),
    analyzers: Object.fromEntries(tools.analyzers.map(({ id, revision }) => [id, revision])),
  });
  // What could not be read today may be readable tomorrow: only whole results are kept.
  if (image !== undefined && opened.gaps.length + gaps.length === 0)
    tools.cache?.write('inventories', image.id, withoutConfiguration(inventory));
  return inventory;
}

/**
 * What the image says of itself may hold secrets and comes with the image anyway: `recallInventory` puts it back. Nothing of it is
 * kept on disk.
 */
function withoutConfiguration(inventory: Inventory): Inventory {
  const { image: _, ...rest } = inventory;
  return { ...rest, layers: [] };
}

/** Layers that are read at the same time: while one is decompressed in the background, another one is parsed. */
const layersAtOnce = 2;

async function readLayers(
  layers: readonly Layer[],
  tools: Tools,
  scope: Scope,
): Promise<{ readonly layers: readonly LayerInventory[]; readonly gaps: readonly Gap[] }> {
  const { analyzers, background } = tools;
  using thread =
    background === undefined ? undefined : new BackgroundThread(background, analyzers, scope);
  const examination = {
    claims: indexClaims(analyzers),
    ...(thread !== undefined && { thread }),
  };
  const reading: Reading = { examination, gaps: [], tools };
  const read = await mapConcurrent(
    layers,
    layersAtOnce,
    async (layer) => readLayer(tools.cache, layer) ?? (await examineAndKeep(layer, reading, scope)),
    scope.signal,
  );
  return { layers: read, gaps: reading.gaps };
}

interface Reading {
  readonly examination: Examination;
  readonly gaps: Gap[];
  readonly tools: Tools;
}

/** A blob of so many bytes gives another thread enough to do. */
const worthThread = 8 * 2 ** 20;

async function examineAndKeep(
  layer: Layer,
  { examination, gaps, tools }: Reading,
  scope: Scope,
): Promise<LayerInventory> {
  if ((layer.sizeBytes ?? 0) > worthThread) examination.thread?.start();
  const { inventory, failure } = await examineLayer(layer, examination, scope);
  if (failure !== undefined) gaps.push(gapOf(layer, failure));
  else if (layer.diffId !== undefined) tools.cache?.write('layers', layer.diffId, inventory);
  return inventory;
}

function gapOf(layer: Layer, failure: CaissonError): Gap {
  return {
    type: 'gap',
    location: { path: '/', ...(layer.diffId !== undefined && { layer: layer.diffId }) },
    reason: gapReasonOf(failure.code),
    detail: `the layer was not read to its end: ${failure.message}`,
  };
}

// The cache holds only what this room wrote under the same key, so the shape is known.
function readLayer(cache: ResultCache | undefined, layer: Layer): LayerInventory | undefined {
  if (layer.diffId === undefined) return undefined;
  return cache?.read('layers', layer.diffId) as LayerInventory | undefined;
}
