import { plural } from '#kit/text.ts';
import type { Component, Presence } from '#model/component.ts';
import type { Location } from '#model/location.ts';
import type { ScanReport } from '#model/report.ts';
import { clean } from '../clean.ts';

const presenceWords: Readonly<Record<Presence, string>> = {
  installed: 'installed by the package manager',
  declared: 'declared in a lock file or manifest',
  embedded: 'embedded in a file',
  removed: 'removed by a later layer, still present in a lower one',
};

const maxShown = 5;

/** Where a component is: its identity, files, layers with their build step, and who asks for it. */
export function placeSentences(component: Component, report: ScanReport): readonly string[] {
  const { source, owner } = component;
  const shown = component.locations.slice(0, maxShown);
  const more = component.locations.length - shown.length;
  return [
    `${clean(component.purl, 400)}, ${presenceWords[component.presence]}`,
    ...(source === undefined
      ? []
      : [`built from source package ${clean(source.name, 200)} ${clean(source.version, 100)}`]),
    ...shown.map((location) => locationSentence(location, report)),
    ...(more > 0 ? [`and ${plural(more, 'more place')}`] : []),
    ...(owner === undefined ? [] : [`its files belong to ${clean(owner, 300)}`]),
    ...requiredBy(component, report),
  ];
}

/** A path with the layer that brought it: `layer 2 of 3: COPY . /app`. */
function locationSentence({ path, layer, line }: Location, report: ScanReport): string {
  const { layers } = report.inventory;
  const index = layers.findIndex(({ diffId }) => diffId === layer);
  const place = `${clean(path, 400)}${line === undefined ? '' : ` line ${line}`}`;
  if (layer === undefined || index < 0) return place;
  const step = layers[index]?.createdBy;
  return `${place}, layer ${index + 1} of ${layers.length}${step === undefined ? '' : `: ${clean(step, 200)}`}`;
}

function requiredBy(component: Component, report: ScanReport): readonly string[] {
  const { relations, components } = report.inventory;
  const askers = new Set(relations.filter(({ to }) => to === component.id).map(({ from }) => from));
  if (askers.size === 0) return [];
  const names = components
    .filter(({ id }) => askers.has(id))
    .slice(0, maxShown)
    .map(({ name, version }) => clean(`${name} ${version}`.trim(), 200));
  const more = askers.size > names.length ? ` and ${askers.size - names.length} more` : '';
  return [`required by ${names.join(', ')}${more}`];
}
