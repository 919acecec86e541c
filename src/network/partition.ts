import { Bits } from './bits.ts';
import type { PortSet, PortSpace } from './ports.ts';

/** Peers that are treated alike, and the ports that are open for them. Cells of one partition do not overlap. */
export interface Cell {
  readonly peers: Bits;
  readonly ports: PortSet;
}

/** The union of what rules allow: cells without the peers for which nothing is open. */
export function unionOf(entries: readonly Cell[], space: PortSpace): readonly Cell[] {
  let cells: readonly Cell[] = [];
  for (const entry of byPorts(entries)) cells = byPorts(added(cells, entry, space));
  return cells;
}

function added(cells: readonly Cell[], entry: Cell, space: PortSpace): readonly Cell[] {
  const next: Cell[] = [];
  let rest = entry.peers;
  for (const cell of cells) {
    const ports = space.union(cell.ports, entry.ports);
    const both = ports === cell.ports ? Bits.none : cell.peers.and(rest);
    if (ports === cell.ports) rest = rest.without(cell.peers);
    if (both.isEmpty) {
      next.push(cell);
      continue;
    }
    rest = rest.without(both);
    next.push({ peers: both, ports });
    const outside = cell.peers.without(both);
    if (!outside.isEmpty) next.push({ peers: outside, ports: cell.ports });
  }
  if (!rest.isEmpty) next.push({ peers: rest, ports: entry.ports });
  return next;
}

/** Cells with equal ports made one, those without any left out. */
export function byPorts(cells: readonly Cell[]): readonly Cell[] {
  const groups = new Map<PortSet, Bits[]>();
  for (const { peers, ports } of cells) {
    if (ports.bounds.length === 0 || peers.isEmpty) continue;
    const group = groups.get(ports);
    if (group === undefined) groups.set(ports, [peers]);
    else group.push(peers);
  }
  return [...groups].map(([ports, sets]) => ({ ports, peers: Bits.union(sets) }));
}

/** The ports that a partition has for one peer. */
export function portsFor(cells: readonly Cell[], peer: number, none: PortSet): PortSet {
  for (const cell of cells) if (cell.peers.has(peer)) return cell.ports;
  return none;
}

/** What a rule of a tier with order does to its peers. */
export interface TierEntry extends Cell {
  readonly action: 'allow' | 'deny' | 'pass';
}

/** Peers that a tier treats alike. `open`: ports that no rule has decided or that were passed on. */
export interface TierCell {
  readonly peers: Bits;
  readonly undecided: PortSet;
  readonly passed: PortSet;
  readonly allowed: PortSet;
}

/** Applies rules in order: for each peer and port the first one that matches decides. */
export function applyTier(
  start: readonly TierCell[],
  entries: readonly TierEntry[],
  space: PortSpace,
): readonly TierCell[] {
  let cells = start;
  for (const entry of entries)
    cells = mergeTier(cells.flatMap((cell) => decided(cell, entry, space)));
  return cells;
}

function decided(cell: TierCell, entry: TierEntry, space: PortSpace): readonly TierCell[] {
  const ports = space.intersect(cell.undecided, entry.ports);
  if (ports === space.none) return [cell];
  const peers = cell.peers.and(entry.peers);
  if (peers.isEmpty) return [cell];
  const inside: TierCell = {
    peers,
    undecided: space.subtract(cell.undecided, ports),
    passed: entry.action === 'pass' ? space.union(cell.passed, ports) : cell.passed,
    allowed: entry.action === 'allow' ? space.union(cell.allowed, ports) : cell.allowed,
  };
  const outside = cell.peers.without(peers);
  return outside.isEmpty ? [inside] : [inside, { ...cell, peers: outside }];
}

function mergeTier(cells: readonly TierCell[]): readonly TierCell[] {
  if (cells.length < 2) return cells;
  const groups = Map.groupBy(
    cells,
    ({ undecided, passed, allowed }) => `${undecided.id},${passed.id},${allowed.id}`,
  );
  if (groups.size === cells.length) return cells;
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [{ ...first, peers: Bits.union(group.map(({ peers }) => peers)) }];
  });
}
