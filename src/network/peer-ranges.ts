import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { ClusterView } from '#kube/view.ts';
import { type AddressRange, AddressSpace, tryParseCidr } from './addresses.ts';
import type { Peer, Policy } from './policy.ts';

/** A node and its addresses. */
export interface NodeAddresses {
  readonly labels: ReadonlyMap<string, string>;
  readonly ranges: readonly AddressRange[];
}

/** Nodes with the addresses that they are reached by. */
export function nodesOf(view: ClusterView): readonly NodeAddresses[] {
  return view.ofKind('', 'Node').map(({ labels, body }) => ({
    labels,
    ranges: objectsOf(valueAt(body, ['status', 'addresses'])).flatMap(([, item]) => {
      const type = textOf(fieldOf(item, 'type'));
      const text = textOf(fieldOf(item, 'address')) ?? '';
      return type === 'InternalIP' || type === 'ExternalIP' ? (tryParseCidr(text) ?? []) : [];
    }),
  }));
}

/** All peers of all rules, with those that they are made of. */
export function peersIn(policies: readonly Policy[]): readonly Peer[] {
  return policies.flatMap(({ sides }) =>
    [sides.ingress, sides.egress].flatMap(
      (side) =>
        side?.rules.flatMap(({ peers, own = [] }) => [...peers, ...own].flatMap(parts)) ?? [],
    ),
  );
}

function parts(peer: Peer): readonly Peer[] {
  if (peer.kind !== 'joint') return [peer];
  return [peer, ...[...peer.every.flat(), ...peer.without].flatMap(parts)];
}

/** Blocks of addresses that peers name. */
export function rangesOf(peers: readonly Peer[]): readonly AddressRange[] {
  return peers.flatMap((peer) =>
    peer.kind === 'addresses' ? [...peer.ranges, ...peer.except] : [],
  );
}

/** Addresses of nodes, where a policy speaks of nodes. */
export function nodeRanges(
  policies: readonly Policy[],
  nodes: readonly NodeAddresses[],
): readonly AddressRange[] {
  const isUsed = peersIn(policies).some(({ kind }) => kind === 'nodes');
  return isUsed ? nodes.flatMap(({ ranges }) => ranges) : [];
}

/**
 * Tells pods of one owner apart by their addresses, as far as any policy does: those of the node for pods with its network, their
 * own where rules for addresses mean pods too.
 */
export function placesOf(
  view: ClusterView,
  policies: readonly Policy[],
): (address: string, isOfNode: boolean) => number {
  const peers = peersIn(policies);
  const own = peers.filter((peer) => peer.kind === 'addresses' && peer.meansPods);
  const forPods = new AddressSpace(rangesOf(own));
  const forNodes = new AddressSpace([...rangesOf(peers), ...nodeRanges(policies, nodesOf(view))]);
  return (address, isOfNode) => {
    const range = tryParseCidr(address);
    const space = isOfNode ? forNodes : forPods;
    return range === undefined ? -1 : space.pieceOf(range.first);
  };
}
