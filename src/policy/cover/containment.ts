import type { Component } from '#model/component.ts';
import type { Inventory } from '#model/inventory.ts';

/** Whether a component came in only through products that `fits` holds for: every way up to a root passes one of them. */
export type Containment = (component: Component, fits: (product: Component) => boolean) => boolean;

/** Builds the graph once. Without an inventory nothing is known to be a part of anything. */
export function containmentOf(
  inventory: Pick<Inventory, 'components' | 'relations'> | undefined,
): Containment {
  if (inventory === undefined || inventory.relations.length === 0) return () => false;
  const parents = parentsOf(inventory);
  return (component, fits) => isContained(component, parents, fits);
}

type Parents = ReadonlyMap<string, readonly Component[]>;

function parentsOf({
  components,
  relations,
}: Pick<Inventory, 'components' | 'relations'>): Parents {
  const byId = new Map(components.map((component) => [component.id, component]));
  const parents = new Map<string, Component[]>();
  for (const { from, to } of relations) {
    const parent = byId.get(from);
    if (parent === undefined || from === to) continue;
    const known = parents.get(to);
    if (known === undefined) parents.set(to, [parent]);
    else known.push(parent);
  }
  return parents;
}

/** Walks upwards and stops at products; a root that is none means that the component is also there without them. */
function isContained(
  component: Component,
  parents: Parents,
  fits: (product: Component) => boolean,
): boolean {
  const seen = new Set<string>([component.id]);
  const open = [component.id];
  let isFound = false;
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const above = parents.get(id) ?? [];
    if (above.length === 0) return false;
    for (const parent of above) {
      if (fits(parent)) isFound = true;
      else if (!seen.has(parent.id)) open.push(parent.id);
      seen.add(parent.id);
    }
  }
  return isFound;
}
