import type { Linker } from '#contract/analyzer.ts';
import { dirname } from '#kit/path.ts';
import type { Component, Relation } from '#model/component.ts';

/**
 * Edges between libraries that lie together: what the pom.xml inside a library asks for is looked for in the same archive or
 * directory first, then anywhere in the same application (the outermost archive), by `group:artifact`.
 */
export const mavenLinker: Linker = {
  kind: 'linker',
  id: 'java/maven',
  revision: 1,
  title: 'Dependencies of Java libraries',
  ecosystems: ['maven'],
  *link(components) {
    const places = new Map<string, Map<string, Component>>();
    for (const component of components)
      for (const place of placesOf(component)) add(places, place, component);
    for (const component of components) yield* edgesOf(component, places);
  },
};

function* edgesOf(
  component: Component,
  places: ReadonlyMap<string, ReadonlyMap<string, Component>>,
): Iterable<Relation> {
  for (const { name, scope } of component.requires ?? []) {
    const found = placesOf(component)
      .map((place) => places.get(place)?.get(name))
      .find((candidate) => candidate !== undefined);
    if (found === undefined || found.id === component.id) continue;
    yield { from: component.id, to: found.id, kind: 'depends-on', ...(scope && { scope }) };
  }
}

/** Nearest first: the archive it was shaded into, its directory or enclosing archive, the outermost archive. */
function placesOf({ locations }: Component): readonly string[] {
  const { path } = locations[0];
  const outermost = path.indexOf('!');
  return [`=${path}`, dirname(path), ...(outermost === -1 ? [] : [`!${path.slice(0, outermost)}`])];
}

/** The first component of a name in a place stays. */
function add(
  places: Map<string, Map<string, Component>>,
  place: string,
  component: Component,
): void {
  const names = places.get(place) ?? new Map<string, Component>();
  if (!names.has(component.name)) names.set(component.name, component);
  places.set(place, names);
}
