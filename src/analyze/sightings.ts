import type { Fault, Hidden } from '#model/fault.ts';
import type { Observation } from '#model/observation.ts';
import type { Secret } from '#model/secret.ts';
import { fileOfPath } from './file-of-path.ts';
import type { LayerInventory } from './layer-inventory.ts';
import type { Overlay } from './overlay.ts';

/** Secrets and faults of all layers, each with its layer, and with what hides its file when a later layer does. */
export function sightings(
  layers: readonly LayerInventory[],
  overlay: Overlay,
): { readonly secrets: readonly Secret[]; readonly faults: readonly Fault[] } {
  const secrets: Secret[] = [];
  const faults: Fault[] = [];
  const names = layers.map(({ tree }) => lazily(() => new Set(tree.others)));
  function hiddenAt(path: string, number: number): Hidden | undefined {
    const above = overlay.hiddenBy(fileOfPath(path), number);
    const by = layers[above ?? layers.length]?.diffId;
    if (above === undefined || by === undefined) return undefined;
    const isThere = names[above]?.().has(fileOfPath(path)) === true;
    return { state: isThere ? 'overwritten' : 'deleted', by };
  }
  for (const [number, { observations, diffId }] of layers.entries()) {
    for (const seen of observations) {
      if (seen.type !== 'secret' && seen.type !== 'fault') continue;
      const hidden = hiddenAt(seen.location.path, number);
      if (seen.type === 'secret') secrets.push(placed(seen.secret, diffId, hidden));
      else if (hidden === undefined || seen.survives === true)
        faults.push(faultIn(seen, diffId, hidden));
    }
  }
  return { secrets, faults };
}

function placed(secret: Secret, layer: LayerInventory['diffId'], hidden?: Hidden): Secret {
  return {
    ...secret,
    ...(layer !== undefined && { location: { ...secret.location, layer } }),
    ...(hidden !== undefined && { hidden }),
  };
}

function faultIn(
  { fault }: Extract<Observation, { type: 'fault' }>,
  layer: LayerInventory['diffId'],
  hidden?: Hidden,
): Fault {
  const [head, ...rest] = fault.locations;
  return {
    ...fault,
    ...(layer !== undefined && { locations: [{ ...head, layer }, ...rest] }),
    ...(hidden !== undefined && { hidden }),
  };
}

function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
