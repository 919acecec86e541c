import type { Component, Relation } from '#model/component.ts';

/**
 * A directed graph in compressed rows: the targets of node `n` are `targets[starts[n]]` up to `targets[starts[n + 1]]`,
 * ascending and each once. Nodes are numbered by the order of their ids, so that the order of the input changes nothing.
 */
export interface Graph {
  readonly size: number;
  readonly starts: Int32Array;
  readonly targets: Int32Array;
}

/** The nodes that edges of `node` lead to. */
export function targetsOf({ starts, targets }: Graph, node: number): Int32Array {
  return targets.subarray(starts[node] ?? 0, starts[node + 1] ?? 0);
}

/** The components in the order of their ids, and the graph over their positions. Edges to nowhere and to itself are left out. */
export interface ComponentGraph {
  readonly graph: Graph;
  readonly nodes: readonly Component[];
  readonly nodeOf: ReadonlyMap<string, number>;
}

/** Builds the graph in time linear in the relations. */
export function componentGraph(
  components: readonly Component[],
  relations: readonly Relation[],
): ComponentGraph {
  const nodes = components.toSorted((a, b) => (a.id < b.id ? -1 : Number(a.id !== b.id)));
  const nodeOf = new Map(nodes.map((component, index) => [component.id, index]));
  const sources = new Int32Array(relations.length);
  const targets = new Int32Array(relations.length);
  let count = 0;
  for (const { from, to } of relations) {
    const source = nodeOf.get(from);
    const target = nodeOf.get(to);
    if (source === undefined || target === undefined || source === target) continue;
    sources[count] = source;
    targets[count] = target;
    count += 1;
  }
  const byTarget = group(nodes.length, targets.subarray(0, count), sources.subarray(0, count));
  return { graph: unique(reversed(byTarget)), nodes, nodeOf };
}

/** The same graph with every edge turned round; rows stay ascending. */
export function reversed(graph: Graph): Graph {
  const sources = new Int32Array(graph.targets.length);
  for (let node = 0; node < graph.size; node += 1)
    sources.fill(node, graph.starts[node], graph.starts[node + 1]);
  return group(graph.size, graph.targets, sources);
}

/** Counting sort: rows by `keys`, values in the order in which they come. */
function group(size: number, keys: Int32Array, values: Int32Array): Graph {
  const starts = new Int32Array(size + 1);
  for (const key of keys) starts[key + 1] = (starts[key + 1] ?? 0) + 1;
  for (let node = 0; node < size; node += 1)
    starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0);
  const next = starts.slice();
  const targets = new Int32Array(values.length);
  for (const [index, key] of keys.entries()) {
    const at = next[key] ?? 0;
    targets[at] = values[index] ?? 0;
    next[key] = at + 1;
  }
  return { size, starts, targets };
}

function unique({ size, starts, targets }: Graph): Graph {
  const kept = new Int32Array(targets.length);
  const keptStarts = new Int32Array(size + 1);
  let count = 0;
  for (let node = 0; node < size; node += 1) {
    const first = count;
    for (let at = starts[node] ?? 0; at < (starts[node + 1] ?? 0); at += 1) {
      const target = targets[at] ?? 0;
      if (count > first && kept[count - 1] === target) continue;
      kept[count] = target;
      count += 1;
    }
    keptStarts[node + 1] = count;
  }
  return { size, starts: keptStarts, targets: kept.slice(0, count) };
}
