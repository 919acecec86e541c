import { type Graph, targetsOf } from './graph.ts';

/** Ways beyond this are not counted: nobody reads them. */
const maxWays = 100;

/**
 * How many ways lead from any of `roots` to each node, up to 100. Edges that close a cycle are left out, found by a walk in
 * the order of the nodes, so that what is left has no cycles and the count is exact for it. Linear in edges.
 */
export function waysFrom(roots: readonly number[], graph: Graph): Uint8Array {
  const walk = depthFirst(roots, graph);
  const ways = new Uint8Array(graph.size);
  for (const root of roots) ways[root] = 1;
  for (let at = walk.finished.length - 1; at >= 0; at -= 1) {
    const node = walk.finished[at] ?? 0;
    for (const target of targetsOf(graph, node)) {
      // A node that finished later than this one is an ancestor of it: the edge closes a cycle.
      if ((walk.rank[target] ?? 0) >= at) continue;
      ways[target] = Math.min(maxWays, (ways[target] ?? 0) + (ways[node] ?? 0));
    }
  }
  return ways;
}

/** Nodes in the order in which a depth-first walk leaves them, and the place of each in that order. */
function depthFirst(roots: readonly number[], graph: Graph) {
  const rank = new Int32Array(graph.size).fill(-1);
  const seen = new Uint8Array(graph.size);
  const next = graph.starts.slice();
  const finished: number[] = [];
  const stack: number[] = [];
  for (const root of roots) {
    if (seen[root] === 1) continue;
    seen[root] = 1;
    stack.push(root);
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      const edge = next[node] ?? 0;
      next[node] = edge + 1;
      const target = edge < (graph.starts[node + 1] ?? 0) ? graph.targets[edge] : undefined;
      if (target === undefined) {
        rank[node] = finished.length;
        finished.push(node);
        stack.pop();
      } else if (seen[target] === 0) {
        seen[target] = 1;
        stack.push(target);
      }
    }
  }
  return { finished, rank };
}
