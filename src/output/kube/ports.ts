import type { NetworkPeer, Ports } from '#model/network.ts';

/** As people write ports: `TCP 80,443`, `all`, `none`. */
export function portsWord({ all, ranges }: Ports): string {
  if (all) return 'all';
  if (ranges.length === 0) return 'none';
  const byProtocol = Map.groupBy(ranges, ({ protocol }) => protocol);
  return [...byProtocol]
    .map(([protocol, list]) => {
      const isWhole = list.some(({ first, last }) => first <= 1 && last >= 65_535);
      const numbers = list.map(({ first, last }) =>
        first === last ? `${first}` : `${first}-${last}`,
      );
      return isWhole ? `${protocol} all` : `${protocol} ${numbers.join(',')}`;
    })
    .join('; ');
}

/** How a peer is called where there is little room. */
export function peerWord(peer: NetworkPeer | undefined, id: string): string {
  if (peer === undefined) return id;
  if (peer.kind !== 'addresses') return peer.id;
  if (peer.cidrs.length === 1) return peer.cidrs[0] ?? peer.id;
  return peer.isPublic && peer.cidrs.length > 4 ? `internet (${peer.id})` : peer.id;
}
