import type { NetworkStatistics } from '#model/network.ts';
import { Bits } from './bits.ts';
import type { Network } from './network.ts';
import type { Cell } from './partition.ts';

/** Workloads that one row speaks for. */
interface Group {
  readonly cells: readonly Cell[];
  readonly members: Bits;
}

/** Counts the pairs that may talk, without listing them. */
export function statisticsOf(network: Network): Omit<NetworkStatistics, 'leftOut'> {
  const { workloads, policies } = network;
  const count = workloads.length;
  return {
    workloads: count,
    policies: policies.length,
    allowedPairs: allowedPairs(network),
    possiblePairs: count * (count - 1),
  };
}

/** Ordered pairs of different workloads with at least one open port. */
export function allowedPairs(network: Network): number {
  const targets = new Targets(network);
  let count = 0;
  for (const source of groupsOf(network, 'egress')) count += targets.pairsFrom(source);
  for (const { index } of network.workloads)
    if (network.between(index, index) !== network.space.none) count -= 1;
  return count;
}

function groupsOf(network: Network, direction: 'ingress' | 'egress'): readonly Group[] {
  const rows = Map.groupBy(network.workloads, ({ index }) => network.rowOf(direction, index));
  return [...rows].flatMap(([row, all]) =>
    [...Map.groupBy(all, (one) => network.networkOf(one)).values()].map((members) => {
      const shared = members[0] === undefined ? Bits.none : network.sharing(members[0]);
      return {
        members: Bits.of(members.map(({ index }) => index)),
        cells: row.pods.map(({ peers, ports }) => ({ peers: peers.and(shared), ports })),
      };
    }),
  );
}

/** A receiver that accepts more senders than this is looked at for every sender. */
const fewSenders = 512;

/** Groups of receivers, found by their senders. */
class Targets {
  readonly #network: Network;
  readonly #groups: readonly Group[];
  /** Groups that accept many. */
  readonly #popular: number[] = [];
  /** Groups that accept few, by sender. */
  readonly #bySender: (number[] | undefined)[] = [];

  constructor(network: Network) {
    this.#network = network;
    this.#groups = groupsOf(network, 'ingress');
    for (const [at, { cells }] of this.#groups.entries()) {
      const size = cells.reduce((sum, { peers }) => sum + peers.size, 0);
      if (size > fewSenders) this.#popular.push(at);
      else for (const { peers } of cells) peers.each((sender) => this.#note(sender, at));
    }
  }

  #note(sender: number, group: number): void {
    const known = this.#bySender[sender];
    if (known === undefined) this.#bySender[sender] = [group];
    else known.push(group);
  }

  pairsFrom({ cells, members }: Group): number {
    const candidates = new Set(this.#popular);
    members.each((sender) => {
      for (const group of this.#bySender[sender] ?? []) candidates.add(group);
    });
    let count = 0;
    for (const cell of cells)
      count +=
        cell.peers.size < candidates.size
          ? this.#byReceiver(cell, members)
          : this.#byGroup(candidates, cell, members);
    return count;
  }

  #byGroup(candidates: ReadonlySet<number>, cell: Cell, senders: Bits): number {
    let count = 0;
    for (const at of candidates) {
      const group = this.#groups[at];
      const receivers = group?.members.countAnd(cell.peers) ?? 0;
      if (group !== undefined && receivers > 0)
        count += receivers * this.#accepted(group.cells, cell, senders);
    }
    return count;
  }

  #byReceiver(cell: Cell, senders: Bits): number {
    let count = 0;
    cell.peers.each((target) => {
      if (target < this.#network.workloads.length)
        count += this.#accepted(this.#network.rowOf('ingress', target).pods, cell, senders);
    });
    return count;
  }

  /** How many of the senders a receiver accepts on a port that they may send to. */
  #accepted(receiver: readonly Cell[], { ports }: Cell, senders: Bits): number {
    const { space } = this.#network;
    let count = 0;
    for (const cell of receiver)
      if (space.intersect(ports, cell.ports) !== space.none) count += cell.peers.countAnd(senders);
    return count;
  }
}
