import { isRecord } from '#kit/json.ts';
import type { LayerFacts } from '#model/artifact.ts';

type Json = Readonly<Record<string, unknown>>;

const maxSteps = 1000;

/**
 * From BuildKit's extended provenance (`mode=max`): the source images whose layers are the lowest ones of this image, and
 * how many those are; the longest first. `llbDefinition` says which step loads which image, `layers` which blobs a step
 * gave (docs/attestations/slsa-definitions.md of BuildKit).
 */
export function sourceLayers(
  predicate: Json,
  layers: readonly LayerFacts[],
): readonly { readonly name: string; readonly layers: number }[] {
  const blobs = layers.map(({ digest }) => digest ?? '');
  const byStep = layersByStep(predicate);
  return sourceSteps(predicate)
    .flatMap(({ step, name }) =>
      chainsOf(byStep[`${step}:0`]).map((chain) => ({ name, layers: prefixLength(chain, blobs) })),
    )
    .filter((source) => source.layers > 0)
    .toSorted((a, b) => b.layers - a.layers);
}

function layersByStep(predicate: Json): Json {
  const details = field(field(predicate, 'runDetails'), 'metadata');
  const metadata =
    field(predicate, 'metadata')['https://mobyproject.org/buildkit@v1#metadata'] ??
    details['buildkit_metadata'];
  return field(isRecord(metadata) ? metadata : {}, 'layers');
}

function sourceSteps(predicate: Json): readonly { readonly step: string; readonly name: string }[] {
  const internal = field(field(predicate, 'buildDefinition'), 'internalParameters');
  const config = predicate['buildConfig'] ?? internal['buildConfig'];
  const steps = isRecord(config) ? config['llbDefinition'] : undefined;
  if (!Array.isArray(steps)) return [];
  return steps.slice(0, maxSteps).flatMap((step: unknown) => {
    if (!isRecord(step) || typeof step['id'] !== 'string') return [];
    const operation = field(step, 'op');
    const inner = isRecord(operation['Op']) ? operation['Op'] : operation;
    const source = 'source' in inner ? 'source' : 'Source';
    const { identifier } = field(inner, source);
    if (typeof identifier !== 'string' || !identifier.startsWith('docker-image://')) return [];
    return [{ step: step['id'], name: identifier.slice('docker-image://'.length) }];
  });
}

/** One or more lists of descriptors, lowest layer first. */
function chainsOf(value: unknown): readonly (readonly unknown[])[] {
  return Array.isArray(value) ? value.filter((chain) => Array.isArray(chain)) : [];
}

/** The length of a chain that the image begins with, else 0. */
function prefixLength(chain: readonly unknown[], blobs: readonly string[]): number {
  if (chain.length > blobs.length) return 0;
  const isPrefix = chain.every(
    (layer, at) => isRecord(layer) && blobs[at] !== '' && layer['digest'] === blobs[at],
  );
  return isPrefix ? chain.length : 0;
}

function field(from: Json, name: string): Json {
  const value = Object.hasOwn(from, name) ? from[name] : undefined;
  return isRecord(value) ? value : {};
}
