import { unreachable } from '#kit/never.ts';
import type { NetworkMap, NetworkPeer } from '#model/network.ts';
import { peerWord } from '../ports.ts';
import { boxSize, columnOf, type Draft, draftOf } from './draft.ts';

/** Where a peer is drawn: its left upper corner and size, in units of the picture. */
export interface Box {
  readonly id: string;
  readonly label: string;
  /** The kind of the workload, or what stands outside. */
  readonly note: string;
  readonly group: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Somebody outside the cluster gets in. */
  readonly isExposed: boolean;
}

/** A namespace, or all that is outside. */
export interface Group {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly isOutside: boolean;
}

export interface Layout {
  readonly boxes: readonly Box[];
  readonly groups: readonly Group[];
  readonly width: number;
  readonly height: number;
}

const groupGap = 46;
const outside = 'outside the cluster';

/**
 * Namespaces as boxes with their workloads in them, packed into rows; those that talk most stand nearest to what is outside, which is
 * the column on the left. The same map always gives the same picture.
 */
export function layoutOf(map: NetworkMap): Layout {
  const byGroup = Map.groupBy(map.peers, groupName);
  const left = columnOf(outside, byGroup.get(outside) ?? []);
  const drafts = [...byGroup]
    .filter(([name]) => name !== outside)
    .map(([name, peers]) => draftOf(name, peers, map));
  const exposed = exposedIds(map);
  const order = orderOf(drafts, map);
  const start = left.peers.length === 0 ? 0 : left.width + groupGap * 2;
  const placed = pack(order, start);
  if (left.peers.length > 0) placed.unshift({ draft: left, x: 0, y: 0 });
  const groups = placed.map(({ draft, x, y }) => ({
    name: draft.name,
    x,
    y,
    width: draft.width,
    height: draft.height,
    count: draft.peers.length,
    isOutside: draft.name === outside,
  }));
  const boxes = placed.flatMap(({ draft, x, y }, group) =>
    draft.peers.map((own) =>
      boxOf(own.peer, { x: x + own.x, y: y + own.y, group }, exposed.has(own.peer.id)),
    ),
  );
  return {
    boxes,
    groups,
    width: Math.max(200, ...groups.map((one) => one.x + one.width)),
    height: Math.max(100, ...groups.map((one) => one.y + one.height)),
  };
}

function groupName(peer: NetworkPeer): string {
  return peer.kind === 'workload' ? peer.namespace : outside;
}

function boxOf(peer: NetworkPeer, place: Pick<Box, 'x' | 'y' | 'group'>, isExposed: boolean): Box {
  const label = peer.kind === 'workload' ? peer.name : peerWord(peer, peer.id);
  return { id: peer.id, label, note: noteOf(peer), ...place, ...boxSize, isExposed };
}

/** What a peer is, in one or two words. */
function noteOf(peer: NetworkPeer): string {
  switch (peer.kind) {
    case 'workload':
      return peer.workloadKind;
    case 'addresses':
      if (/^(?:0\.0\.0\.0|::)\/0$/.test(peer.cidrs[0] ?? '')) return 'any address';
      return peer.isPublic ? 'public addresses' : 'not public';
    case 'entry':
      return 'entry';
    case 'selected':
      return 'pods';
    default:
      return unreachable(peer);
  }
}

/** Workloads that somebody outside gets to through what stands at the door of the cluster. */
function exposedIds({ entries }: NetworkMap): ReadonlySet<string> {
  return new Set(
    entries.flatMap(({ workload, reachable }) =>
      reachable.all || reachable.ranges.length > 0 ? [workload] : [],
    ),
  );
}

/** Most connected first, and behind it always the one that talks most with those that stand already. */
function orderOf(drafts: readonly Draft[], map: NetworkMap): readonly Draft[] {
  const weights = weightsOf(map);
  const score = new Map(drafts.map(({ name }) => [name, weights.get(name)?.get(outside) ?? 0]));
  const waiting = new Set(drafts);
  const order: Draft[] = [];
  for (let next = highest(waiting, score); next !== undefined; next = highest(waiting, score)) {
    waiting.delete(next);
    order.push(next);
    for (const [name, weight] of weights.get(next.name) ?? [])
      score.set(name, (score.get(name) ?? 0) + weight);
  }
  return order;
}

type Weights = Map<string, Map<string, number>>;

/** Connections between each two groups. */
function weightsOf({ peers, connections }: NetworkMap): Weights {
  const names = new Map(peers.map((peer) => [peer.id, groupName(peer)]));
  const weights: Weights = new Map();
  for (const { source, target } of connections) {
    const [a = '', b = ''] = [names.get(source), names.get(target)];
    if (a === b) continue;
    addWeight(weights, a, b);
    addWeight(weights, b, a);
  }
  return weights;
}

function highest(
  drafts: ReadonlySet<Draft>,
  score: ReadonlyMap<string, number>,
): Draft | undefined {
  let best: Draft | undefined;
  for (const draft of drafts)
    if (best === undefined || (score.get(draft.name) ?? 0) > (score.get(best.name) ?? 0))
      best = draft;
  return best;
}

function addWeight(weights: Weights, a: string, b: string): void {
  const own = weights.get(a) ?? new Map<string, number>();
  weights.set(a, own);
  own.set(b, (own.get(b) ?? 0) + 1);
}

interface Placed {
  readonly draft: Draft;
  readonly x: number;
  readonly y: number;
}

/** Rows as wide as makes the whole about twice as wide as high. */
function pack(drafts: readonly Draft[], start: number): Placed[] {
  const area = drafts.reduce(
    (sum, { width, height }) => sum + (width + groupGap) * (height + groupGap),
    0,
  );
  const rowWidth = Math.max(Math.sqrt(area * 2.6), ...drafts.map(({ width }) => width), 600);
  const placed: Placed[] = [];
  let x = start;
  let y = 0;
  let rowHeight = 0;
  for (const draft of drafts) {
    if (x > start && x - start + draft.width > rowWidth) {
      x = start;
      y += rowHeight + groupGap;
      rowHeight = 0;
    }
    placed.push({ draft, x, y });
    x += draft.width + groupGap;
    rowHeight = Math.max(rowHeight, draft.height);
  }
  return placed;
}
