import type { MapNode } from './map-words.ts';
import type { Viewport } from './viewport.ts';

/** Size of a box; the server's layout leaves 260 × 64 for each. */
export const boxSize = { width: 196, height: 46 } as const;

/** Room on the screen in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Below that, words of 13 units cannot be read. */
const leastScale = 0.7;

/** All boxes with a margin; never smaller than a few boxes, so that one alone is not huge. */
export function wholeOf(nodes: readonly MapNode[]): Viewport {
  const margin = 24;
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const node of nodes) {
    left = Math.min(left, node.x);
    right = Math.max(right, node.x + boxSize.width);
    top = Math.min(top, node.y);
    bottom = Math.max(bottom, node.y + boxSize.height);
  }
  const width = Math.max(760, right - left + 2 * margin);
  const height = Math.max(380, bottom - top + 2 * margin);
  return {
    x: (left + right - width) / 2,
    y: (top + bottom - height) / 2,
    width,
    height,
  };
}

/** What is shown at first: the whole where its words can be read, else as much as can be, from outside on. */
export function startOf(nodes: readonly MapNode[], whole: Viewport, room: Size): Viewport {
  const width = room.width / leastScale;
  const height = room.height / leastScale;
  if (whole.width <= width && whole.height <= height) return whole;
  const first = nodes.find((node) => node.kind === 'internet') ?? nodes[0];
  const middle = (first?.y ?? whole.y) + boxSize.height / 2;
  const y = Math.min(whole.y + whole.height - height, middle - height / 2);
  return { x: whole.x, y: Math.max(whole.y, y), width, height };
}

/** The nearest box in the direction of an arrow key. */
export function nextNode(
  nodes: readonly MapNode[],
  from: MapNode,
  key: string,
): MapNode | undefined {
  const ways: Readonly<Record<string, readonly [number, number]>> = {
    ArrowRight: [1, 0],
    ArrowLeft: [-1, 0],
    ArrowDown: [0, 1],
    ArrowUp: [0, -1],
  };
  const way = Object.hasOwn(ways, key) ? ways[key] : undefined;
  if (way === undefined) return undefined;
  let best: { readonly node: MapNode; readonly far: number } | undefined;
  for (const node of nodes) {
    const [dx, dy] = [node.x - from.x, node.y - from.y];
    const along = dx * way[0] + dy * way[1];
    const aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
    if (node.id === from.id || along <= 0) continue;
    const far = along + 2 * aside;
    if (best === undefined || far < best.far) best = { node, far };
  }
  return best?.node;
}
