/** Where boxes stand. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const columnWidth = 260;
const rowHeight = 64;
const tallest = 40;

/**
 * Layers from left to right: who opens connections stands left of whom it opens them to, the internet first. The same boxes and edges
 * stand in the same places, on every machine; work is linear but for the sorting.
 */
export function layoutOf(
  ids: readonly string[],
  edges: readonly { readonly from: string; readonly to: string }[],
): ReadonlyMap<string, Point> {
  const sorted = ids.toSorted((a, b) => (a < b ? -1 : 1));
  const depth = depthsOf(sorted, edges);
  const layers = new Map<number, string[]>();
  for (const id of sorted) {
    const layer = depth.get(id) ?? 0;
    layers.set(layer, [...(layers.get(layer) ?? []), id]);
  }
  const points = new Map<string, Point>();
  let x = 0;
  for (const layer of [...layers.keys()].toSorted((a, b) => a - b)) {
    const placed = byNeighbours(layers.get(layer) ?? [], edges, points);
    for (const [at, id] of placed.entries())
      points.set(id, {
        x: x + Math.floor(at / tallest) * columnWidth,
        y: ((at % tallest) - (Math.min(placed.length, tallest) - 1) / 2) * rowHeight,
      });
    x += Math.ceil(Math.max(1, placed.length) / tallest) * columnWidth;
  }
  return points;
}

/** Steps from the left; what nothing leads to stands at the left, too. */
function depthsOf(
  ids: readonly string[],
  edges: readonly { readonly from: string; readonly to: string }[],
): ReadonlyMap<string, number> {
  const next = new Map<string, string[]>();
  const led = new Set<string>();
  for (const { from, to } of edges) {
    if (from === to) continue;
    next.set(from, [...(next.get(from) ?? []), to]);
    led.add(to);
  }
  const depth = new Map<string, number>();
  const queue = ids.filter((id) => id === 'internet' || !led.has(id));
  for (const id of queue) depth.set(id, id === 'internet' ? 0 : 1);
  // Circles that nothing leads into begin somewhere: at their first id.
  for (const start of ids) {
    if (!depth.has(start) && queue.length === 0) depth.set(start, 1);
    if (queue.length === 0) queue.push(start);
    spread(queue, next, depth);
    queue.length = 0;
  }
  return depth;
}

function spread(
  queue: string[],
  next: ReadonlyMap<string, readonly string[]>,
  depth: Map<string, number>,
): void {
  for (let at = 0; at < queue.length; at += 1) {
    const id = queue[at] ?? '';
    for (const to of next.get(id) ?? [])
      if (!depth.has(to)) {
        depth.set(to, (depth.get(id) ?? 0) + 1);
        queue.push(to);
      }
  }
}

/** Boxes of a layer near to those that they talk to on the left. */
function byNeighbours(
  ids: readonly string[],
  edges: readonly { readonly from: string; readonly to: string }[],
  points: ReadonlyMap<string, Point>,
): readonly string[] {
  const wanted = new Set(ids);
  const sums = new Map<string, readonly [number, number]>();
  for (const { from, to } of edges) {
    const point = points.get(from);
    if (point === undefined || !wanted.has(to)) continue;
    const [sum, n] = sums.get(to) ?? [0, 0];
    sums.set(to, [sum + point.y, n + 1]);
  }
  function height(id: string): number {
    const [sum, n] = sums.get(id) ?? [0, 0];
    return n === 0 ? 0 : Math.round(sum / n);
  }
  return ids.toSorted((a, b) => height(a) - height(b) || (a < b ? -1 : 1));
}
