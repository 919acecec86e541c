import { CaissonError } from '#kit/error.ts';
import type { Component } from '#model/component.ts';
import type { Inventory } from '#model/inventory.ts';
import type { OperatingSystem } from '#model/os.ts';

/**
 * One inventory of several: the software of a product that is shipped as a set of artifacts. The same component in two inputs
 * is listed once with the places of both. `name` is what the whole is called. An operating system is kept only when all
 * inputs that have one agree on it; otherwise that is said as a gap. Throws `usage.invalid-argument` without inputs.
 */
export function mergeInventories(inventories: readonly Inventory[], name: string): Inventory {
  if (inventories.length === 0)
    throw new CaissonError('usage.invalid-argument', 'there is nothing to merge');
  const os = commonSystem(inventories);
  const components = new Map<string, Component>();
  for (const { components: list } of inventories)
    for (const component of list) {
      const known = components.get(component.id);
      components.set(component.id, known === undefined ? component : joined(known, component));
    }
  const systems = new Set(inventories.flatMap(({ os: system }) => system?.title ?? []));
  return {
    artifact: { kind: 'sbom', reference: name, source: 'sbom:' },
    ...(os !== undefined && { os }),
    layers: [],
    components: [...components.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    relations: relationsOf(inventories),
    gaps: [
      ...inventories.flatMap(({ gaps }) => gaps),
      ...(os === undefined && systems.size > 1 ? [differentSystems([...systems])] : []),
    ],
    analyzers: Object.assign(
      {},
      ...inventories.map(({ analyzers }) => analyzers),
    ) as Inventory['analyzers'],
    walked: {
      files: inventories.reduce((sum, { walked }) => sum + walked.files, 0),
      bytes: inventories.reduce((sum, { walked }) => sum + walked.bytes, 0),
    },
  };
}

function commonSystem(inventories: readonly Inventory[]): OperatingSystem | undefined {
  const systems = inventories.flatMap(({ os }) => os ?? []);
  const [first] = systems;
  const isCommon = systems.every(
    ({ id, version }) => id === first?.id && version === first.version,
  );
  return isCommon ? first : undefined;
}

function differentSystems(titles: readonly string[]): Inventory['gaps'][number] {
  return {
    type: 'gap',
    location: { path: '/' },
    reason: 'unsupported',
    detail: `the inputs are of different systems (${titles.toSorted().join(', ')}): scan each of them for advisories about its OS packages`,
  };
}

function joined(a: Component, b: Component): Component {
  const known = new Set(a.locations.map(({ path }) => path));
  const [first, ...rest] = a.locations;
  return {
    ...a,
    locations: [first, ...rest, ...b.locations.filter(({ path }) => !known.has(path))],
  };
}

function relationsOf(inventories: readonly Inventory[]): Inventory['relations'] {
  const relations = new Map(
    inventories.flatMap((inventory) =>
      inventory.relations.map((one) => [`${one.from}\0${one.to}\0${one.kind}`, one] as const),
    ),
  );
  return [...relations.keys()].sort().flatMap((key) => relations.get(key) ?? []);
}
