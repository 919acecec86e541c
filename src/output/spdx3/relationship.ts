import type { Relation, Scope } from '#model/component.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Maker } from './element.ts';

/** What the artifact contains, and the dependency graph. Edges to components that are not there are left out. */
export function* relationshipElements(inventory: Inventory, make: Maker): Generator<object> {
  const ids = new Map(inventory.components.map(({ id }) => [id, make.hashedId('package', id)]));
  const contained = [
    ...(inventory.os === undefined ? [] : [make.id('operating-system')]),
    ...ids.values(),
  ];
  if (contained.length > 0)
    yield make.relationship({
      from: make.id('artifact'),
      relationshipType: 'contains',
      to: [...new Set(contained)],
    });
  const groups = Map.groupBy(inventory.relations, ({ from, kind, scope }) =>
    JSON.stringify([from, kind, scope]),
  );
  for (const group of groups.values()) yield* edgeElements(group, ids, make);
}

/** The edges of one kind and scope that begin at one component. */
function* edgeElements(
  group: readonly Relation[],
  ids: ReadonlyMap<string, string>,
  make: Maker,
): Generator<object> {
  const [first] = group;
  const from = first === undefined ? undefined : ids.get(first.from);
  const to = [...new Set(group.flatMap(({ to: target }) => ids.get(target) ?? []))];
  if (first === undefined || from === undefined || to.length === 0) return;
  if (first.kind === 'contains') {
    yield make.relationship({ from, relationshipType: 'contains', to });
    return;
  }
  const edge = { from, relationshipType: 'dependsOn', to };
  const scope = scopeWord(first.scope);
  yield scope === undefined
    ? make.relationship(edge)
    : make.relationship(edge, 'LifecycleScopedRelationship', { scope });
}

/** SPDX 3.0.1, Core/LifecycleScopeType. */
function scopeWord(scope: Scope | undefined): string | undefined {
  if (scope === 'dev') return 'development';
  if (scope === 'build') return 'build';
  return scope === 'runtime' ? 'runtime' : undefined;
}
