import type { Requirement, Selector } from '#kube/selector.ts';
import type { Ports } from '#model/network.ts';
import { protocols } from '#model/network.ts';
import { cidrsOf } from './addresses.ts';
import type { Peer, PodPeer } from './policy.ts';

/** A selector as `kubectl -l` takes it: `app=web,tier in (a,b),!legacy`. */
export function formatSelector({ requirements }: Selector): string {
  return requirements.map(formatRequirement).join(',');
}

function formatRequirement({ key, operator, values }: Requirement): string {
  const [only] = values;
  switch (operator) {
    case 'In':
      return values.length === 1 ? `${key}=${only}` : `${key} in (${values.join(',')})`;
    case 'NotIn':
      return values.length === 1 ? `${key}!=${only}` : `${key} notin (${values.join(',')})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return '';
  }
}

/** Whom a rule speaks of, for people. */
export function describePeer(peer: Peer): string {
  switch (peer.kind) {
    case 'everyone':
      return 'everyone';
    case 'pods':
      return describePods(peer);
    case 'addresses': {
      const except = peer.except.flatMap((range) => cidrsOf(range));
      const text = peer.ranges.flatMap((range) => cidrsOf(range)).join(', ');
      return except.length === 0 ? text : `${text} except ${except.join(', ')}`;
    }
    case 'nodes':
      return peer.nodes.requirements.length === 0
        ? 'all nodes'
        : `nodes with ${formatSelector(peer.nodes)}`;
    case 'joint': {
      const every = peer.every.map((one) => one.map(describePeer).join(' or ')).join(' that are ');
      const without = peer.without.map(describePeer).join(' or ');
      return without === '' ? every : `${every === '' ? 'everyone' : every} but not ${without}`;
    }
    default:
      return peer.names.join(', ');
  }
}

function describePods({ namespaces, pods, text }: PodPeer): string {
  if (text !== undefined) return `pods with ${text}`;
  const who = pods.requirements.length === 0 ? 'all pods' : `pods with ${formatSelector(pods)}`;
  if (typeof namespaces === 'string') return `${who} in namespace ${namespaces}`;
  if (namespaces.requirements.length === 0) return `${who} in all namespaces`;
  return `${who} in namespaces with ${formatSelector(namespaces)}`;
}

/** `all ports`, `TCP 80, 443, 8000-8080; UDP 53`, `no port`. */
export function formatPorts({ all, ranges }: Ports): string {
  if (all) return 'all ports';
  if (ranges.length === 0) return 'no port';
  return protocols
    .flatMap((protocol) => {
      const own = ranges.filter((range) => range.protocol === protocol);
      if (own.length === 0) return [];
      const texts = own.map(({ first, last }) =>
        first === last ? `${first}` : `${first}-${last}`,
      );
      return [`${protocol} ${texts.join(', ')}`];
    })
    .join('; ');
}
