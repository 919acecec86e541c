import { CaissonError } from '#kit/error.ts';
import type {
  ConnectionExplanation,
  DirectionExplanation,
  NetworkPeer,
  Ports,
} from '#model/network.ts';
import { formatPorts } from './describe.ts';
import { chainOf } from './entry.ts';
import { Inquiry } from './inquiry.ts';
import { type Named, named } from './names.ts';
import type { Network } from './network.ts';
import { addressPeer, entryPeer, workloadPeer } from './peers.ts';
import type { PortSet } from './ports.ts';

/** One side of a question: a pod, or a piece of the address space. */
export interface End {
  readonly pod?: number;
  readonly piece?: number;
  readonly peer: NetworkPeer;
}

/**
 * Why `source` may or may not talk to `target`, both as people type them. Where a text means several, the first one counts:
 * every address of a range that policies treat unlike is asked about by itself. Throws `usage.invalid-argument` for unknown names.
 */
export function explain(
  network: Network,
  source: string,
  target: string,
  asked?: Ports,
): readonly ConnectionExplanation[] {
  const from = endsOf(network, named(network, source));
  const to = endsOf(network, named(network, target));
  if (from.every(({ pod }) => pod === undefined) && to.every(({ pod }) => pod === undefined))
    throw new CaissonError('usage.invalid-argument', 'one side must be a workload');
  const pairs = from.flatMap((a) => to.map((b) => [a, b] as const));
  return pairs
    .filter(([a, b]) => a.pod !== undefined || b.pod !== undefined)
    .slice(0, maxPairs)
    .map(([a, b]) => explainPair(network, a, b, asked && network.space.fromPorts(asked)));
}

const maxPairs = 1000;

/** What a name means, one by one. */
export function endsOf(network: Network, { pods, addresses, range }: Named): readonly End[] {
  const { workloads, universe } = network;
  const inside = [...pods].map((pod): End => {
    const workload = workloads[pod];
    const id = universe.imagined[pod - workloads.length]?.id ?? '';
    return { pod, peer: workload === undefined ? entryPeer(id) : workloadPeer(workload, network) };
  });
  if (inside.length > 0 && range !== undefined) return inside;
  const outside = [...addresses].map((piece): End => {
    const all = universe.addresses.rangeOf(piece);
    const first = range === undefined || range.first < all.first ? all.first : range.first;
    const last = range === undefined || range.last > all.last ? all.last : range.last;
    return { piece, peer: addressPeer({ first, last }) };
  });
  return [...inside, ...outside];
}

function explainPair(
  network: Network,
  source: End,
  target: End,
  asked: PortSet | undefined,
): ConnectionExplanation {
  const { space } = network;
  const wanted = asked ?? space.all;
  const isApart = areApart(network, source, target);
  const inquiry = new Inquiry(network, wanted);
  const egress = inquiry.ask('egress', source, target);
  const ingress = inquiry.ask('ingress', target, source);
  const via = entriesTo(network, source, target);
  const led = via === undefined ? wanted : space.unionOf(via.map(({ ports }) => ports));
  const isSelf = source.pod !== undefined && source.pod === target.pod;
  const both = space.intersect(space.fromPorts(egress.allowed), space.fromPorts(ingress.allowed));
  const allowed = isApart ? space.none : space.intersect(space.intersect(both, led), wanted);
  const verdict = verdictOf(allowed, wanted, space.none);
  const restrictions = isSelf ? [] : demandedOf(network, source, target, allowed);
  return {
    source: source.peer,
    target: target.peer,
    ...(asked !== undefined && { asked: space.toPorts(asked) }),
    verdict,
    allowed: space.toPorts(allowed),
    egress,
    ingress,
    ...(via !== undefined && { via: via.map((entry) => chainOf(entry, space)) }),
    ...(restrictions.length > 0 && { restrictions }),
    summary: summaryOf({
      source,
      target,
      egress,
      ingress,
      allowed: space.toPorts(allowed),
      verdict,
      isSelf,
      isApart,
      restrictions,
    }),
  };
}

function areApart(network: Network, source: End, target: End): boolean {
  return (
    source.pod !== undefined &&
    target.pod !== undefined &&
    !network.areOnOneNetwork(source.pod, target.pod)
  );
}

function demandedOf(
  { workloads, universe, restrictions, space }: Network,
  source: End,
  target: End,
  allowed: PortSet,
): readonly string[] {
  const receiver = workloads[target.pod ?? -1];
  if (receiver === undefined || allowed === space.none) return [];
  const workload = workloads[source.pod ?? -1];
  if (workload !== undefined) return restrictions.of({ workload }, receiver, allowed);
  const range = source.piece === undefined ? undefined : universe.addresses.rangeOf(source.piece);
  return restrictions.of(range && { range }, receiver, allowed);
}

function entriesTo(network: Network, { pod }: End, target: End) {
  if (pod !== network.ingressController) return undefined;
  return network.entries.filter(
    ({ kind, workload }) =>
      workload.index === target.pod &&
      (kind === 'ingress' || kind === 'route' || kind === 'gateway'),
  );
}

function verdictOf(
  allowed: PortSet,
  wanted: PortSet,
  none: PortSet,
): ConnectionExplanation['verdict'] {
  if (allowed === none) return 'denied';
  return allowed === wanted ? 'allowed' : 'partly';
}

interface Outcome {
  readonly source: End;
  readonly target: End;
  readonly egress: DirectionExplanation;
  readonly ingress: DirectionExplanation;
  readonly allowed: Ports;
  readonly verdict: ConnectionExplanation['verdict'];
  readonly isSelf: boolean;
  readonly isApart: boolean;
  readonly restrictions: readonly string[];
}

function summaryOf(outcome: Outcome): string {
  const text = networkSummary(outcome);
  if (outcome.restrictions.length === 0) return text;
  return `${text}; allowed by network, but ${outcome.restrictions.map(inWords).join(', ')}`;
}

/** `AuthorizationPolicy shop/read: only GET` as `only GET (AuthorizationPolicy shop/read)`. */
function inWords(restriction: string): string {
  const at = restriction.indexOf(': ');
  const demand = restriction.slice(at + 2);
  const what = demand === 'nothing' ? 'nothing passes' : demand;
  return `${what} (${restriction.slice(0, at)})`;
}

function networkSummary(outcome: Outcome): string {
  const { source, target, egress, ingress, allowed, verdict, isSelf, isApart } = outcome;
  if (isApart) return `${source.peer.id} and ${target.peer.id} are on different networks`;
  const pair = `${source.peer.id} to ${target.peer.id}`;
  if (isSelf)
    return `${pair}: a pod always reaches itself; between its replicas ${formatPorts(allowed)}`;
  if (verdict === 'allowed') return `${pair}: ${formatPorts(allowed)}, allowed by both sides`;
  const blocked = [egress, ingress].filter((one) => one.subject !== undefined && isShort(one));
  const who = blocked.map((one) => `${one.direction} of ${one.subject}`).join(' and ');
  const what = verdict === 'denied' ? 'denied' : `only ${formatPorts(allowed)}`;
  return who === '' ? `${pair}: ${what}` : `${pair}: ${what}, by ${who}`;
}

function isShort({ steps }: DirectionExplanation): boolean {
  return steps.some(({ verdict }) => verdict === 'deny');
}
