import type { ClusterView } from '#kube/view.ts';
import type { ConnectionChange, NetworkDiff, NetworkPeer, Ports } from '#model/network.ts';
import { familyOf } from './addresses.ts';
import { Bits } from './bits.ts';
import { connections } from './connections.ts';
import { Network, type NetworkOptions, networkOf } from './network.ts';
import { portsFor } from './partition.ts';
import { addressPeer, byId } from './peers.ts';

/** A connection as one of the states has it. */
interface Side {
  readonly source: NetworkPeer;
  readonly target: NetworkPeer;
  readonly ports: Ports;
}

const noPorts: Ports = { all: false, ranges: [] };
const maxChanges = 100_000;

/** What a change of manifests or of a cluster does to connections. `diff(a, b)` mirrors `diff(b, a)`. */
export function diff(
  before: ClusterView,
  after: ClusterView,
  options: NetworkOptions = {},
): NetworkDiff {
  const cuts = [before, after].flatMap((view) => networkOf(view).universe.addresses.pieces);
  const [old, young] = [
    new Network(before, { ...options, cuts }),
    new Network(after, { ...options, cuts }),
  ];
  const [was, is] = [insideOf(old), insideOf(young)];
  const changes: ConnectionChange[] = [];
  const known = new Known(old, young);
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const change = known.change(was.get(key), is.get(key));
    if (change !== undefined) changes.push(change);
  }
  changes.push(...outsideChanges(old, young, known));
  const sorted = changes.sort(byKind);
  return {
    changes: sorted.slice(0, maxChanges),
    newWorkloads: known.onlyNew,
    goneWorkloads: known.onlyOld,
    leftOut: Math.max(0, sorted.length - maxChanges),
    gaps: [...old.gaps, ...young.gaps],
  };
}

/** Connections of workloads and entries, by their ends. */
function insideOf(network: Network): ReadonlyMap<string, Side> {
  const map = connections(network, { isWithoutAddresses: true, limit: Number.POSITIVE_INFINITY });
  const peers = new Map(map.peers.map((peer) => [peer.id, peer]));
  return new Map(
    map.connections.flatMap(({ source, target, ports }) => {
      const [from, to] = [peers.get(source), peers.get(target)];
      if (from === undefined || to === undefined) return [];
      return [[`${source}\n${target}`, { source: from, target: to, ports }] as const];
    }),
  );
}

/** Workloads of both states. */
class Known {
  readonly onlyOld: readonly string[];
  readonly onlyNew: readonly string[];
  readonly #old: ReadonlySet<string>;
  readonly #young: ReadonlySet<string>;

  constructor(old: Network, young: Network) {
    this.#old = new Set(old.workloads.map(({ id }) => id));
    this.#young = new Set(young.workloads.map(({ id }) => id));
    this.onlyOld = [...this.#old].filter((id) => !this.#young.has(id)).sort();
    this.onlyNew = [...this.#young].filter((id) => !this.#old.has(id)).sort();
  }

  /** `undefined` where both states are the same. */
  change(was: Side | undefined, is: Side | undefined): ConnectionChange | undefined {
    const one = is ?? was;
    const before = was?.ports ?? noPorts;
    const after = is?.ports ?? noPorts;
    if (one === undefined || isSame(before, after)) return undefined;
    const { source, target } = one;
    const ids = [source, target].filter(({ kind }) => kind === 'workload').map(({ id }) => id);
    return {
      kind: kindOf(before, after),
      source,
      target,
      before,
      after,
      newWorkloads: ids.filter((id) => !this.#old.has(id)),
      goneWorkloads: ids.filter((id) => !this.#young.has(id)),
    };
  }
}

function kindOf(before: Ports, after: Ports): ConnectionChange['kind'] {
  if (before.ranges.length === 0) return 'added';
  return after.ranges.length === 0 ? 'removed' : 'changed';
}

function isSame(a: Ports, b: Ports): boolean {
  return JSON.stringify(a.ranges) === JSON.stringify(b.ranges);
}

/** Ranges of addresses, cut alike in both states and merged where both treat neighbours alike. */
function* outsideChanges(old: Network, young: Network, known: Known): Iterable<ConnectionChange> {
  const before = new Map(old.workloads.map((one) => [one.id, one]));
  const after = new Map(young.workloads.map((one) => [one.id, one]));
  for (const id of new Set([...before.keys(), ...after.keys()]))
    for (const direction of ['ingress', 'egress'] as const)
      yield* changesOf([old, before.get(id)?.index], [young, after.get(id)?.index], {
        id,
        direction,
        known,
      });
}

type State = readonly [Network, number | undefined];

interface Question {
  readonly id: string;
  readonly direction: 'ingress' | 'egress';
  readonly known: Known;
}

function* changesOf(
  was: State,
  is: State,
  { id, direction, known }: Question,
): Iterable<ConnectionChange> {
  const workload = is[0].peer(id) ?? was[0].peer(id);
  if (workload === undefined) return;
  for (const { before, after, range } of pairsOf(was, is, direction)) {
    const outside = addressPeer(range);
    const ends =
      direction === 'egress'
        ? { source: workload, target: outside }
        : { source: outside, target: workload };
    const change = known.change({ ...ends, ports: before }, { ...ends, ports: after });
    if (change !== undefined) yield change;
  }
}

/** Ranges that each state treats alike, with what they may use. */
function pairsOf(was: State, is: State, direction: 'ingress' | 'egress') {
  const { addresses } = was[0].universe;
  const isSixWanted = was[0].usesIpv6 || is[0].usesIpv6;
  const pieces = [...addresses.all].map((piece) => ({
    piece,
    before: portsAt(was, direction, piece),
    after: portsAt(is, direction, piece),
  }));
  const groups = Map.groupBy(pieces, ({ before, after }) => JSON.stringify([before, after]));
  return [...groups.values()].flatMap((group) => {
    const { before, after } = group[0] ?? { before: noPorts, after: noPorts };
    const ranges = addresses.rangesOf(Bits.of(group.map(({ piece }) => piece)));
    return ranges
      .filter((range) => isSixWanted || familyOf(range) === 4)
      .map((range) => ({ before, after, range }));
  });
}

function portsAt([network, index]: State, direction: 'ingress' | 'egress', piece: number): Ports {
  if (index === undefined) return noPorts;
  const { space } = network;
  return space.toPorts(portsFor(network.rowOf(direction, index).addresses, piece, space.none));
}

const kinds = ['added', 'removed', 'changed'];

function byKind(a: ConnectionChange, b: ConnectionChange): number {
  return (
    kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
    byId(a.source, b.source) ||
    byId(a.target, b.target)
  );
}
