import type { NetworkConnection, NetworkMap, NetworkPeer, WorkloadEntry } from '#model/network.ts';
import { familyOf } from './addresses.ts';
import type { Bits } from './bits.ts';
import { chainOf, type Entry } from './entry.ts';
import type { Network } from './network.ts';
import { type Cell, portsFor } from './partition.ts';
import { addressPeer, byId, entryPeer, workloadPeer } from './peers.ts';
import type { PortSet } from './ports.ts';
import type { Asker } from './restrictions.ts';
import { statisticsOf } from './statistics.ts';
import type { NetworkWorkload } from './workloads.ts';

/** What of the map a person wants to see; absent: everything. */
export interface Focus {
  /** Workloads one of which a connection must have as a side. */
  readonly workloads?: Bits;
  /** As seen from these workloads: `egress` leaves out what comes in. */
  readonly direction?: 'ingress' | 'egress';
  /** The other side must be one of these. */
  readonly others?: Bits;
  /** Ports; connections that open none of them are left out, of others only these are listed. */
  readonly ports?: PortSet;
  /** Only workloads and entries. */
  readonly isWithoutAddresses?: boolean;
  /** Connections that are listed at most; the others are counted. By default 200,000. */
  readonly limit?: number;
}

const defaultLimit = 200_000;

/** Who may talk with whom. */
export function connections(network: Network, focus: Focus = {}): NetworkMap {
  const drawing = new Drawing(network, focus);
  drawing.addInside();
  if (focus.others === undefined) {
    if (focus.isWithoutAddresses !== true) drawing.addOutside();
    drawing.addEntries();
  }
  return drawing.finish();
}

class Drawing {
  readonly #network: Network;
  readonly #focus: Focus;
  readonly #peers = new Map<string, NetworkPeer>();
  readonly #connections: NetworkConnection[] = [];
  #leftOut = 0;
  /** Pairs of workloads that are listed. */
  #inside = 0;

  constructor(network: Network, focus: Focus) {
    this.#network = network;
    this.#focus = focus;
  }

  /** Pairs of workloads. */
  addInside(): void {
    const { workloads } = this.#network;
    for (const { index } of workloads) {
      this.#network.rowOf('egress', index).pods.forEach((cell) => this.#addTargets(index, cell));
    }
    this.#inside = this.#connections.length;
  }

  #addTargets(source: number, { peers, ports }: Cell): void {
    const { workloads: wanted } = this.#focus;
    const network = this.#network;
    if (this.#isFull()) return;
    const workload = network.workloads[source];
    if (workload === undefined) return;
    const shared = peers.and(network.sharing(workload));
    const targets = wanted === undefined || wanted.has(source) ? shared : shared.and(wanted);
    targets.each((target) => {
      if (target === source || target >= network.workloads.length || this.#isFull()) return;
      if (!this.#isWanted(source, target)) return;
      const row = network.rowOf('ingress', target).pods;
      this.#connect(
        source,
        target,
        network.space.intersect(ports, portsFor(row, source, network.space.none)),
      );
    });
  }

  /** Of a whole map only what is listed is drawn: the rest is counted without looking at each pair. */
  #isFull(): boolean {
    const isWhole = this.#focus.workloads === undefined && this.#focus.ports === undefined;
    return isWhole && this.#connections.length >= (this.#focus.limit ?? defaultLimit);
  }

  #isWanted(source: number, target: number): boolean {
    const { workloads, others, direction } = this.#focus;
    if (workloads === undefined) return true;
    const isOut = workloads.has(source) && (others === undefined || others.has(target));
    const isIn = workloads.has(target) && (others === undefined || others.has(source));
    return (isOut && direction !== 'ingress') || (isIn && direction !== 'egress');
  }

  #connect(source: number, target: number, ports: PortSet): void {
    const [from, to] = [this.#network.workloads[source], this.#network.workloads[target]];
    if (from === undefined || to === undefined) return;
    this.#add(from.id, to.id, ports, this.#demanded({ workload: from }, to, ports));
  }

  #demanded(
    source: Asker,
    target: NetworkWorkload,
    ports: PortSet,
  ): Pick<NetworkConnection, 'restrictions'> {
    if (ports === this.#network.space.none) return {};
    const restrictions = this.#network.restrictions.of(source, target, ports);
    return restrictions.length === 0 ? {} : { restrictions };
  }

  #add(
    source: string,
    target: string,
    open: PortSet,
    more: Partial<NetworkConnection> = {},
  ): boolean {
    const { space } = this.#network;
    const ports = space.intersect(open, this.#focus.ports ?? space.all);
    if (ports === space.none) return false;
    if (this.#connections.length >= (this.#focus.limit ?? defaultLimit)) this.#leftOut += 1;
    else this.#connections.push({ source, target, ports: space.toPorts(ports), ...more });
    return true;
  }

  /** Workloads and ranges of addresses outside. */
  addOutside(): void {
    const { workloads, direction } = this.#focus;
    for (const { index, id } of this.#network.workloads) {
      if (workloads !== undefined && !workloads.has(index)) continue;
      if (direction !== 'ingress') this.#addRanges(index, 'egress', (peer) => [id, peer]);
      if (direction !== 'egress') this.#addRanges(index, 'ingress', (peer) => [peer, id]);
    }
  }

  #addRanges(
    index: number,
    side: 'ingress' | 'egress',
    ends: (peer: string) => readonly [string, string],
  ): void {
    const { universe, usesIpv6, workloads } = this.#network;
    for (const { peers, ports } of this.#network.rowOf(side, index).addresses)
      for (const range of universe.addresses.rangesOf(peers)) {
        if (familyOf(range) === 6 && !usesIpv6) continue;
        const peer = addressPeer(range);
        const workload = side === 'ingress' ? workloads[index] : undefined;
        const more = workload && this.#demanded({ range }, workload, ports);
        if (this.#add(...ends(peer.id), ports, more)) this.#peers.set(peer.id, peer);
      }
  }

  /** Connections through Ingress, Route and Gateway. */
  addEntries(): void {
    const { workloads, direction } = this.#focus;
    const passed = this.#network.entries.filter(
      ({ kind, workload }) =>
        (kind === 'ingress' || kind === 'route' || kind === 'gateway') &&
        direction !== 'egress' &&
        (workloads === undefined || workloads.has(workload.index)),
    );
    for (const [id, entries] of Map.groupBy(passed, doorOf))
      for (const [workload, ways] of Map.groupBy(entries, (entry) => entry.workload)) {
        const { space } = this.#network;
        const ports = space.unionOf(
          ways.map((one) => space.intersect(one.ports, this.#network.admitted(one))),
        );
        const via = ways.map((one) => chainOf(one, space));
        const more = { via, ...this.#demanded(undefined, workload, ports) };
        if (this.#add(id, workload.id, ports, more)) this.#peers.set(id, entryPeer(id));
      }
  }

  finish(): NetworkMap {
    const network = this.#network;
    const statistics = statisticsOf(network);
    const uncounted = this.#isFull() ? statistics.allowedPairs - this.#inside : 0;
    for (const workload of network.workloads)
      this.#peers.set(workload.id, workloadPeer(workload, network));
    return {
      peers: [...this.#peers.values()].sort(byId),
      connections: this.#connections.sort(bySides),
      entries: network.entries.map((entry) => workloadEntry(entry, network)),
      statistics: { ...statistics, leftOut: this.#leftOut + uncounted },
      notices: network.notices,
      gaps: network.gaps,
    };
  }
}

function doorOf({ kind }: Entry): string {
  return kind === 'gateway' ? '{gateway}' : '{ingress-controller}';
}

function bySides(a: NetworkConnection, b: NetworkConnection): number {
  return byId({ id: a.source }, { id: b.source }) || byId({ id: a.target }, { id: b.target });
}

/** A way in, with what the policies of its workload leave of it. */
export function workloadEntry(entry: Entry, network: Network): WorkloadEntry {
  const { space } = network;
  const open = space.intersect(entry.ports, network.admitted(entry));
  return {
    workload: entry.workload.id,
    chain: chainOf(entry, space),
    reachable: space.toPorts(open),
  };
}
