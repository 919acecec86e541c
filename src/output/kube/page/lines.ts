import type { NetworkMap } from '#model/network.ts';
import type { Box, Group, Layout } from './layout.ts';

/** Connections between two groups, or of one box from outside: what is drawn when nothing is chosen. */
export interface Bundle {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly path: string;
  readonly isEntry: boolean;
}

/** More bundles than this are a web in which nothing can be followed: they are drawn for what is chosen only. */
const maxBundles = 60;

/**
 * One bundle for each ordered pair of different namespaces that talk, where they are few, and one line for each workload that an
 * entry leads to. Ranges of addresses are left out: policies that do not speak of them open them to everything.
 */
export function bundlesOf(map: NetworkMap, layout: Layout): readonly Bundle[] {
  const bundles = groupBundles(map, layout);
  const entries = entryLines(map, layout);
  return bundles.length > maxBundles ? entries : [...entries, ...bundles];
}

/** How many other namespaces may reach something in each namespace, by the number of its group. */
export function reachOf(map: NetworkMap, layout: Layout): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { to } of groupBundles(map, layout)) counts.set(to, (counts.get(to) ?? 0) + 1);
  return counts;
}

function entryLines({ entries }: NetworkMap, layout: Layout): readonly Bundle[] {
  const at = layout.groups.findIndex(({ isOutside }) => isOutside);
  const outside = layout.groups[at];
  const open = new Set(entries.map(({ workload }) => workload));
  if (outside === undefined) return [];
  return layout.boxes.flatMap((box) =>
    box.isExposed && open.has(box.id)
      ? [{ from: at, to: box.group, count: 1, path: curve(outside, box), isEntry: true }]
      : [],
  );
}

function groupBundles({ connections }: NetworkMap, layout: Layout): readonly Bundle[] {
  const groupOf = new Map(layout.boxes.map(({ id, group }) => [id, group]));
  const counts = new Map<string, { readonly from: number; readonly to: number; count: number }>();
  for (const { source, target } of connections) {
    const [from = -1, to = -1] = [groupOf.get(source), groupOf.get(target)];
    const known = counts.get(`${from} ${to}`);
    if (known === undefined) counts.set(`${from} ${to}`, { from, to, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].flatMap(({ from, to, count }) => {
    const [a, b] = [layout.groups[from], layout.groups[to]];
    if (a === undefined || b === undefined || a === b || a.isOutside || b.isOutside) return [];
    return { from, to, count, path: curve(a, b), isEntry: false };
  });
}

/** Each connection by itself, where they are few enough to be told apart. */
export function linesOf({ connections }: NetworkMap, layout: Layout): readonly string[] {
  const boxes = new Map(layout.boxes.map((box) => [box.id, box]));
  return connections.flatMap(({ source, target }) => {
    const [a, b] = [boxes.get(source), boxes.get(target)];
    return a === undefined || b === undefined ? [] : [curve(a, b)];
  });
}

type Rectangle = Pick<Box | Group, 'x' | 'y' | 'width' | 'height'>;

/** A curve between the sides that look at each other; of boxes above each other it leaves and enters at one side, down right, up left. */
export function curve(a: Rectangle, b: Rectangle): string {
  const [ax, ay] = [a.x + a.width / 2, a.y + a.height / 2];
  const [bx, by] = [b.x + b.width / 2, b.y + b.height / 2];
  const isStacked = Math.abs(bx - ax) < 4 && Math.abs(by - ay) < (a.height + b.height) * 3;
  if (isStacked) {
    const [x1, x2, bow] = by > ay ? [a.x + a.width, b.x + b.width, 22] : [a.x, b.x, -22];
    return `M${n(x1)} ${n(ay)}C${n(x1 + bow)} ${n(ay)} ${n(x2 + bow)} ${n(by)} ${n(x2)} ${n(by)}`;
  }
  const room = Math.max(b.x - a.x - a.width, a.x - b.x - b.width);
  const isSideways = room >= 40 || Math.abs(bx - ax) * 0.6 > Math.abs(by - ay);
  if (isSideways) {
    const [x1, x2] = bx > ax ? [a.x + a.width, b.x] : [a.x, b.x + b.width];
    const middle = (x1 + x2) / 2;
    return `M${n(x1)} ${n(ay)}C${n(middle)} ${n(ay)} ${n(middle)} ${n(by)} ${n(x2)} ${n(by)}`;
  }
  const [y1, y2] = by > ay ? [a.y + a.height, b.y] : [a.y, b.y + b.height];
  const middle = (y1 + y2) / 2;
  return `M${n(ax)} ${n(y1)}C${n(ax)} ${n(middle)} ${n(bx)} ${n(middle)} ${n(bx)} ${n(y2)}`;
}

function n(value: number): string {
  return String(Math.round(value));
}
