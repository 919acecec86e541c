import type { Component } from '#model/component.ts';
import type { Inventory } from '#model/inventory.ts';
import type { DependencyPath } from '#model/remediation.ts';
import { type ComponentGraph, componentGraph, reversed } from './graph.ts';
import { emptySearch, reachFrom, type Shortest } from './shortest.ts';
import { waysFrom } from './ways.ts';

/** Longer ways are cut in the middle: the direct dependency and the last ones stay. */
const maxLength = 100;

/**
 * How each component came in: the shortest way down from a dependency that a project itself asks for (`direct`), else from a
 * component that nothing asks for. `undefined` for unknown ids and for what only a cycle asks for. The work is done once,
 * linear in relations; the order of components and relations changes nothing.
 */
export function dependencyPaths(
  inventory: Pick<Inventory, 'components' | 'relations'>,
): (componentId: string) => DependencyPath | undefined {
  const found = componentGraph(inventory.components, inventory.relations);
  const { search, direct, tops } = searchFrom(found);
  const waysDown = waysFrom(direct, found.graph);
  const waysElse = waysFrom(tops, found.graph);
  function pathOf(componentId: string): DependencyPath | undefined {
    const node = found.nodeOf.get(componentId);
    if (node === undefined || search.distance[node] === -1) return undefined;
    const path = pathTo(node, search).flatMap((step) => found.nodes[step] ?? []);
    return {
      ids: path.map(({ id }) => id),
      names: path.map(nameOf),
      ways: waysDown[node] || (waysElse[node] ?? 0),
    };
  }
  return pathOf;
}

/** Direct dependencies first; what they do not reach belongs to trees that do not say what is direct. */
function searchFrom({ graph, nodes }: ComponentGraph) {
  const search = emptySearch(graph.size);
  const direct = [...nodes.keys()].filter((node) => nodes[node]?.direct === true);
  reachFrom(direct, graph, search);
  const { starts } = reversed(graph);
  const tops = [...nodes.keys()].filter(
    (node) => search.distance[node] === -1 && starts[node] === starts[node + 1],
  );
  reachFrom(tops, graph, search);
  return { search, direct, tops };
}

/** From the root down to `node`. */
function pathTo(node: number, { parent, root, distance }: Shortest): readonly number[] {
  const path: number[] = [];
  for (let at = node; at !== -1 && path.length < maxLength; at = parent[at] ?? -1) path.push(at);
  if ((distance[node] ?? 0) >= maxLength) path[maxLength - 1] = root[node] ?? node;
  return path.reverse();
}

function nameOf({ name, version }: Component): string {
  return version === '' ? name : `${name} ${version}`;
}
