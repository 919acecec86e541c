import type { LayerInventory } from './layer-inventory.ts';

/**
 * The layer that brought each component, by the id it has in its file. Package databases are rewritten whole by every layer
 * that installs something, so a component belongs to the oldest layer of the last unbroken run of copies that name it; one
 * that was removed and added again belongs to the later layer.
 */
export function firstLayersOf(
  layers: readonly LayerInventory[],
): ReadonlyMap<string, LayerInventory> {
  const first = new Map<string, LayerInventory>();
  /** Ids that the newest copy so far of each file names. */
  const current = new Map<string, ReadonlySet<string>>();
  for (const layer of layers) {
    for (const [file, ids] of componentsByFile(layer)) {
      const before = current.get(file) ?? new Set();
      for (const id of ids.difference(before)) first.set(id, layer);
      current.set(file, ids);
    }
  }
  return first;
}

function componentsByFile(layer: LayerInventory): ReadonlyMap<string, Set<string>> {
  const files = new Map<string, Set<string>>();
  for (const seen of layer.observations) {
    if (seen.type !== 'component') continue;
    const { id, locations } = seen.component;
    const ids = files.get(locations[0].path);
    if (ids === undefined) files.set(locations[0].path, new Set([id]));
    else ids.add(id);
  }
  return files;
}
