import { type Graph, targetsOf } from './graph.ts';

/** Breadth-first distances: -1 is not reached. `parent` and `root` (the first node) follow one of the shortest ways. */
export interface Shortest {
  readonly distance: Int32Array;
  readonly parent: Int32Array;
  readonly root: Int32Array;
  /** Nodes in the order in which they were reached. */
  readonly order: Int32Array;
}

/** Begins an empty search. */
export function emptySearch(size: number): Shortest & { reached: number } {
  return {
    distance: new Int32Array(size).fill(-1),
    parent: new Int32Array(size).fill(-1),
    root: new Int32Array(size).fill(-1),
    order: new Int32Array(size),
    reached: 0,
  };
}

/**
 * Reaches all that can be reached from `roots` (ascending) and was not reached before. Of several shortest ways the one whose
 * nodes come first wins. Linear in edges.
 */
export function reachFrom(
  roots: Iterable<number>,
  graph: Graph,
  search: Shortest & { reached: number },
): void {
  const { distance, parent, root, order } = search;
  let at = search.reached;
  for (const node of roots) {
    if (distance[node] !== -1) continue;
    distance[node] = 0;
    root[node] = node;
    order[search.reached] = node;
    search.reached += 1;
  }
  for (; at < search.reached; at += 1) {
    const node = order[at] ?? 0;
    for (const target of targetsOf(graph, node)) {
      if (distance[target] !== -1) continue;
      distance[target] = (distance[node] ?? 0) + 1;
      parent[target] = node;
      root[target] = root[node] ?? -1;
      order[search.reached] = target;
      search.reached += 1;
    }
  }
}
