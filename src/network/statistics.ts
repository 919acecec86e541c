import type { NetworkStatistics } from '#model/network.ts';
import { Bits } from './bits.ts';
import type { Network } from './network.ts';
import type { Cell } from './partition.ts';
import type { Row } from './rows.ts';

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
  const sources = groupsOf(network, 'egress');
  const targets = groupsOf(network, 'ingress');
  let count = 0;
  for (const source of sources) count += pairsFrom(source, targets, network);
  for (const { index } of network.workloads)
    if (network.between(index, index) !== network.space.none) count -= 1;
  return count;
}

function groupsOf(network: Network, direction: 'ingress' | 'egress'): readonly Group[] {
  const groups = new Map<Row, Map<string, number[]>>();
  for (const workload of network.workloads) {
    const row = network.rowOf(direction, workload.index);
    let parts = groups.get(row);
    if (parts === undefined) {
      parts = new Map();
      groups.set(row, parts);
    }
    const name = network.networkOf(workload) ?? '';
    const part = parts.get(name);
    if (part === undefined) parts.set(name, [workload.index]);
    else part.push(workload.index);
  }
  return [...groups].flatMap(([row, parts]) =>
    [...parts.values()].map((members) => {
      const first = network.workloads[members[0] ?? 0];
      const shared = first === undefined ? Bits.none : network.sharing(first);
      const cells = row.pods.map(({ peers, ports }) => ({ peers: peers.and(shared), ports }));
      return { members: Bits.of(members), cells };
    }),
  );
}

function pairsFrom({ cells, members }: Group, targets: readonly Group[], network: Network): number {
  let count = 0;
  for (const cell of cells) {
    if (cell.peers.size >= targets.length) {
      for (const target of targets)
        count +=
          target.members.countAnd(cell.peers) * accepted(target.cells, cell, members, network);
      continue;
    }
    cell.peers.each((target) => {
      if (target < network.workloads.length)
        count += accepted(network.rowOf('ingress', target).pods, cell, members, network);
    });
  }
  return count;
}

/** How many of the senders a receiver accepts on a port that they may send to. */
function accepted(
  receiver: readonly Cell[],
  { ports }: Cell,
  senders: Bits,
  { space }: Network,
): number {
  let count = 0;
  for (const cell of receiver)
    if (space.intersect(ports, cell.ports) !== space.none) count += cell.peers.countAnd(senders);
  return count;
}
