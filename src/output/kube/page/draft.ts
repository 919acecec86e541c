import type { NetworkMap, NetworkPeer } from '#model/network.ts';

/** The size of a workload in the picture, in its units, and what is left free around it. */
export const boxSize = { width: 150, height: 34 } as const;
const gap = 10;
/** Between columns along which connections run. */
const flowGap = 48;
const head = 44;

/** A namespace before it has its place: its members with theirs in it. */
export interface Draft {
  readonly name: string;
  readonly peers: readonly PlacedPeer[];
  readonly width: number;
  readonly height: number;
}

interface PlacedPeer {
  readonly peer: NetworkPeer;
  readonly x: number;
  readonly y: number;
}

/** More members than this, or more in one column, are a grid. */
const maxFlow = 24;
const maxColumn = 7;

/**
 * Members of a namespace: where few of them talk in some order, those that are asked stand to the right of those that ask; else in a
 * grid.
 */
export function draftOf(name: string, peers: readonly NetworkPeer[], map: NetworkMap): Draft {
  const columns = peers.length <= maxFlow ? flowColumns(peers, map) : [];
  const isFlow =
    columns.length > 1 && columns.length <= 6 && columns.every(({ length }) => length <= maxColumn);
  return isFlow ? arranged(name, columns, flowGap) : gridOf(name, peers, gridColumns(peers.length));
}

/** One column, for what is outside. */
export function columnOf(name: string, peers: readonly NetworkPeer[]): Draft {
  return gridOf(name, peers, 1);
}

function gridColumns(count: number): number {
  return Math.max(1, Math.min(8, Math.ceil(Math.sqrt(count / 2.4))));
}

function gridOf(name: string, peers: readonly NetworkPeer[], count: number): Draft {
  const columns = Array.from({ length: count }, (_, at) =>
    peers.filter((_peer, index) => index % count === at),
  );
  return arranged(name, columns, gap);
}

function arranged(
  name: string,
  columns: readonly (readonly NetworkPeer[])[],
  between: number,
): Draft {
  const most = Math.max(1, ...columns.map(({ length }) => length));
  const margin = between === gap ? gap : flowGap / 2;
  const row = boxSize.height + (between === gap ? gap : gap * 1.6);
  return {
    name,
    peers: columns.flatMap((column, at) =>
      column.map((peer, index) => ({
        peer,
        x: margin + at * (boxSize.width + between),
        y: head + (index + (between === gap ? 0 : (most - column.length) / 2)) * row,
      })),
    ),
    width: columns.length * (boxSize.width + between) - between + 2 * margin,
    height: head + most * row + gap,
  };
}

/** Columns by how many steps somebody is away from whom nobody here asks; who ask each other share one. */
function flowColumns(
  peers: readonly NetworkPeer[],
  { connections }: NetworkMap,
): readonly (readonly NetworkPeer[])[] {
  const inside = new Set(peers.map(({ id }) => id));
  const edges = connections.filter(
    ({ source, target }) => inside.has(source) && inside.has(target),
  );
  if (edges.length === 0) return [];
  const levels = new Map(peers.map(({ id }) => [id, 0]));
  const mutual = new Set(edges.map(({ source, target }) => `${source}\n${target}`));
  const oneWay = edges.filter(({ source, target }) => !mutual.has(`${target}\n${source}`));
  // Each round moves what is asked one column on; a circle ends with the rounds.
  for (let round = 0; round < peers.length; round += 1)
    for (const { source, target } of oneWay) {
      const wanted = (levels.get(source) ?? 0) + 1;
      if (wanted > (levels.get(target) ?? 0)) levels.set(target, wanted);
    }
  pullAskers(levels, oneWay);
  const columns = Map.groupBy(peers, ({ id }) => levels.get(id) ?? 0);
  return [...columns].sort(([a], [b]) => a - b).map(([, column]) => column);
}

/** Whom nobody asks stands right before the first that it asks. */
function pullAskers(
  levels: Map<string, number>,
  edges: readonly { readonly source: string; readonly target: string }[],
): void {
  const asked = new Set(edges.map(({ target }) => target));
  for (const [source, list] of Map.groupBy(edges, (edge) => edge.source)) {
    if (asked.has(source)) continue;
    const nearest = Math.min(...list.map(({ target }) => levels.get(target) ?? 0));
    if (nearest > 0) levels.set(source, nearest - 1);
  }
}
