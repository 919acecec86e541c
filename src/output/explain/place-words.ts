import { plural } from '#kit/text.ts';
import type { LayerFacts } from '#model/artifact.ts';
import type { BaseImage } from '#model/base-image.ts';
import type { Component, Presence } from '#model/component.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Location } from '#model/location.ts';
import { clean } from '../clean.ts';

const presenceWords: Readonly<Record<Presence, string>> = {
  installed: 'installed by the package manager',
  declared: 'declared in a lock file or manifest',
  embedded: 'embedded in a file',
  removed: 'removed by a later layer, still present in a lower one',
};

const maxShown = 5;

/** What places are told from, indexed once for many findings. */
export interface Surroundings {
  readonly layers: readonly LayerFacts[];
  readonly base?: BaseImage;
  readonly layerIndex: ReadonlyMap<string, number>;
  /** For each component the names and versions of those that require it. */
  readonly askers: ReadonlyMap<string, readonly string[]>;
}

/** Indexes layers and relations of an inventory. */
export function surroundingsOf({ layers, relations, components, base }: Inventory): Surroundings {
  const names = new Map(
    components.map(({ id, name, version }) => [id, `${name} ${version}`.trim()]),
  );
  const askers = new Map<string, string[]>();
  for (const { from, to } of relations) {
    const name = names.get(from);
    if (name === undefined) continue;
    const known = askers.get(to);
    if (known === undefined) askers.set(to, [name]);
    else known.push(name);
  }
  return {
    layers,
    ...(base !== undefined && { base }),
    layerIndex: new Map(layers.map(({ diffId }, index) => [diffId, index])),
    askers,
  };
}

/** Where a component is: its identity, files, layers with their build step, and who asks for it. */
export function placeSentences(component: Component, around: Surroundings): readonly string[] {
  const { source, owner } = component;
  const shown = component.locations.slice(0, maxShown);
  const more = component.locations.length - shown.length;
  return [
    `${clean(component.purl, 400)}, ${presenceWords[component.presence]}`,
    ...(source === undefined
      ? []
      : [`built from source package ${clean(source.name, 200)} ${clean(source.version, 100)}`]),
    ...shown.map((location) => layerSentence(location, around)),
    ...(more > 0 ? [`and ${plural(more, 'more place')}`] : []),
    ...(owner === undefined ? [] : [`its files belong to ${clean(owner, 300)}`]),
    ...requiredBy(component, around),
  ];
}

/** A path with the layer that brought it: `layer 2 of 3: COPY . /app`. */
export function layerSentence(
  { path, layer, line, column }: Location,
  around: Surroundings,
): string {
  const place = `${clean(path, 400)}${line === undefined ? '' : ` line ${line}`}${column === undefined ? '' : ` column ${column}`}`;
  const index = layer === undefined ? undefined : around.layerIndex.get(layer);
  if (index === undefined) return place;
  const step = around.layers[index]?.createdBy;
  const made = step === undefined ? '' : `: ${clean(step, 200)}`;
  return `${place}, layer ${index + 1} of ${around.layers.length}${made}`;
}

function requiredBy(component: Component, around: Surroundings): readonly string[] {
  const askers = around.askers.get(component.id) ?? [];
  if (askers.length === 0) return [];
  const names = askers.slice(0, maxShown).map((name) => clean(name, 200));
  const more = askers.length > names.length ? ` and ${askers.length - names.length} more` : '';
  return [`required by ${names.join(', ')}${more}`];
}
