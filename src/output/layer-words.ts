import type { Efficiency } from '#model/file-system.ts';
import type { Finding } from '#model/finding.ts';
import type { Inventory } from '#model/inventory.ts';
import { clean } from './clean.ts';
import { isPlaced } from './kind/place.ts';

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

/** `deleted by layer 3, still readable` of a secret or a file that a later layer hides. */
export function hiddenWord(
  finding: Finding,
  names: ReadonlyMap<string, string>,
): string | undefined {
  if (!isPlaced(finding)) return undefined;
  const { hidden } = finding.kind === 'secret' ? finding.secret : finding.fault;
  if (hidden === undefined) return undefined;
  const [layer = 'a later layer'] = names.get(hidden.by)?.split(':') ?? [];
  const where = finding.locations[0]?.commit === undefined ? layer : 'a later commit';
  return `${hidden.state} by ${where}, still readable`;
}

/** The layer that brought what a finding is about, with its instruction. */
export function layerWord(
  { locations }: Finding,
  names: ReadonlyMap<string, string>,
): string | undefined {
  const layer = locations[0]?.layer;
  return layer === undefined ? undefined : names.get(layer);
}

/** `99.3 %`: rounded down, so that only what wastes nothing is perfect. */
export function efficiencyPercent({ score }: Efficiency): string {
  return `${(Math.floor(score * 1000) / 10).toFixed(1)} %`;
}
