import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import type { Inventory } from '#model/inventory.ts';
import { compareText } from '../summary.ts';
import { rootRef, systemRef } from './component.ts';

/**
 * The dependency graph (CycloneDX 1.6, dependencies[]). The artifact depends on its system and on libraries that nothing else
 * asks for; the system on its packages. Edges to components that are not there are left out.
 */
export function* dependencies(inventory: Inventory): Generator<object> {
  const { components, relations, os } = inventory;
  const known = new Set(components.map(({ id }) => id));
  const targets = new Map<string, Set<string>>();
  const wanted = new Set<string>();
  for (const { from, to } of relations) {
    if (!known.has(from) || !known.has(to) || from === to) continue;
    const edges = targets.get(from) ?? new Set<string>();
    targets.set(from, edges.add(to));
    wanted.add(to);
  }
  const tops = components.filter(({ id }) => !wanted.has(id));
  const ofSystem = tops.filter(
    ({ ecosystem }) => os !== undefined && isOperatingSystemEcosystem(ecosystem),
  );
  const underSystem = new Set(ofSystem.map(({ id }) => id));
  const libraries = tops.flatMap(({ id }) => (underSystem.has(id) ? [] : id));
  yield dependency(rootRef, [...(os === undefined ? [] : [systemRef]), ...libraries]);
  if (os !== undefined) yield dependency(systemRef, [...underSystem]);
  for (const { id } of components) yield dependency(id, [...(targets.get(id) ?? [])]);
}

function dependency(ref: string, dependsOn: readonly string[]): object {
  return dependsOn.length === 0 ? { ref } : { ref, dependsOn: dependsOn.toSorted(compareText) };
}
