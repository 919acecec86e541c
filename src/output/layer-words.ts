import type { Finding } from '#model/finding.ts';
import type { Inventory } from '#model/inventory.ts';
import { clean } from './clean.ts';

const maxStep = 48;

/** `layer 2: COPY . /app` by diffID; empty for what has at most one layer. */
export function layerNames({ layers }: Inventory): ReadonlyMap<string, string> {
  if (layers.length < 2) return new Map();
  return new Map(
    layers.map(({ diffId, createdBy }, index) => {
      const step = createdBy === undefined ? '' : `: ${clean(createdBy, maxStep)}`;
      return [diffId, `layer ${index + 1}${step}`];
    }),
  );
}

/** The layer that brought what a finding is about, with its instruction. */
export function layerWord(
  { locations }: Finding,
  names: ReadonlyMap<string, string>,
): string | undefined {
  const layer = locations[0]?.layer;
  return layer === undefined ? undefined : names.get(layer);
}
