import type { ReportChange } from '#model/change.ts';
import type { Component } from '#model/component.ts';

type ComponentChange = ReportChange['components'];

/**
 * What software differs. The same package URL is the same software wherever it lies; of what is left, the same name of one
 * ecosystem is a change of version: at the same path first, then in the order of the lists. Linear but for sorting.
 */
export function compareComponents(
  before: readonly Component[],
  after: readonly Component[],
): ComponentChange {
  const [gone, come] = withoutEqual(present(before), present(after), ({ purl }) => purl);
  const changed: { before: Component; after: Component }[] = [];
  const [goneElsewhere, comeElsewhere] = withoutEqual(gone, come, nameAndPlace, changed);
  const [removed, added] = withoutEqual(goneElsewhere, comeElsewhere, nameOf, changed);
  return {
    added: added.toSorted(byName),
    removed: removed.toSorted(byName),
    changed: changed.toSorted((a, b) => byName(a.before, b.before)),
  };
}

/** What a later layer removed is not part of the running system on either side. */
function present(components: readonly Component[]): readonly Component[] {
  return components.filter(({ presence }) => presence !== 'removed');
}

/** Pairs equal keys off one by one; gives what is left on both sides. Pairs go into `pairs` where one is given. */
function withoutEqual(
  before: readonly Component[],
  after: readonly Component[],
  keyOf: (component: Component) => string,
  pairs: { before: Component; after: Component }[] = [],
): readonly [readonly Component[], readonly Component[]] {
  const waiting = new Map<string, Component[]>();
  for (const component of before) {
    const list = waiting.get(keyOf(component));
    if (list === undefined) waiting.set(keyOf(component), [component]);
    else list.push(component);
  }
  const paired = new Set<Component>();
  const left: Component[] = [];
  const used = new Map<string, number>();
  for (const component of after) {
    const key = keyOf(component);
    const at = used.get(key) ?? 0;
    const partner = waiting.get(key)?.[at];
    used.set(key, at + 1);
    if (partner === undefined) left.push(component);
    else {
      paired.add(partner);
      pairs.push({ before: partner, after: component });
    }
  }
  return [before.filter((component) => !paired.has(component)), left];
}

function nameAndPlace(component: Component): string {
  return `${nameOf(component)}\0${component.locations[0].path}`;
}

function nameOf({ ecosystem, name, architecture = '' }: Component): string {
  return `${ecosystem}\0${name}\0${architecture}`;
}

function byName(a: Component, b: Component): number {
  const [first, second] = [`${a.name}\0${a.id}`, `${b.name}\0${b.id}`];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}
