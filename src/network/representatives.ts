import type { Selector } from '#kube/selector.ts';
import type { Direction, SelectedPeer } from '#model/network.ts';
import { allV4, allV6 } from './addresses.ts';
import { formatSelector } from './describe.ts';
import type { Network } from './network.ts';
import { peersIn } from './peer-ranges.ts';
import { everySelector, type Peer, type PodPeer, type Policy, selectorKey } from './policy.ts';

/** All pods that a pair of selectors means, whether or not there are any. */
export interface Representative {
  readonly namespaces: Selector;
  readonly pods: Selector;
  readonly key: string;
}

/** Every pod of every namespace. */
export const entireCluster: Representative = representative(everySelector, everySelector);

const nameLabel = 'kubernetes.io/metadata.name';

function representative(namespaces: Selector, pods: Selector): Representative {
  return { namespaces, pods, key: keyOf(namespaces, pods) };
}

function keyOf(namespaces: Selector, pods: Selector): string {
  return `${selectorKey(namespaces)}${selectorKey(pods)}`;
}

/** Representatives of all rules, found by the peers that mean them. */
export class Representatives {
  readonly #all = new Map<string, Representative>();
  readonly #byNamespaces = new Map<string, Representative[]>();
  readonly #byPods = new Map<string, Representative[]>();

  /** One for each pair of selectors in a rule, without those that are some workload here in all they ask for. */
  constructor(network: Network) {
    for (const peer of peersIn(network.policies)) {
      if (peer.kind !== 'pods') continue;
      const one = representative(namespacesOf(peer), peer.pods);
      if (one.key === entireCluster.key || this.#all.has(one.key) || isHere(one, peer, network))
        continue;
      this.#all.set(one.key, one);
      noted(this.#byNamespaces, selectorKey(one.namespaces), one);
      noted(this.#byPods, selectorKey(one.pods), one);
    }
  }

  /** Those that these policies treat otherwise than everybody: what their rules mean besides everybody. */
  meantBy(policies: readonly Policy[], direction: Direction): readonly Representative[] {
    const found = new Map<string, Representative>();
    const peers = policies.flatMap(
      ({ sides }) => sides[direction]?.rules.flatMap((rule) => rule.peers) ?? [],
    );
    for (const peer of peers) for (const one of this.#meantBy(peer)) found.set(one.key, one);
    return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  #meantBy(peer: Peer): readonly Representative[] {
    if (peer.kind !== 'pods') return [];
    const namespaces = namespacesOf(peer);
    if (namespaces.requirements.length === 0)
      return peer.pods.requirements.length === 0
        ? []
        : (this.#byPods.get(selectorKey(peer.pods)) ?? []);
    if (peer.pods.requirements.length === 0)
      return this.#byNamespaces.get(selectorKey(namespaces)) ?? [];
    const one = this.#all.get(keyOf(namespaces, peer.pods));
    return one === undefined ? [] : [one];
  }
}

function noted(lists: Map<string, Representative[]>, key: string, one: Representative): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [one]);
  else known.push(one);
}

/** A namespace by name is one with the label that every namespace has. */
function namespacesOf({ namespaces }: PodPeer): Selector {
  if (typeof namespaces !== 'string') return namespaces;
  return { requirements: [{ key: nameLabel, operator: 'In', values: [namespaces] }] };
}

/** Plain labels on both sides that a workload here has: it is that workload which they mean. */
function isHere(
  { namespaces, pods }: Representative,
  peer: PodPeer,
  { universe }: Network,
): boolean {
  return isPlain(namespaces) && isPlain(pods) && !universe.podsOf(peer).isEmpty;
}

function isPlain({ requirements }: Selector): boolean {
  return (
    requirements.length > 0 &&
    requirements.every(({ operator, values }) => operator === 'In' && values.length === 1)
  );
}

/** Whether a peer means all pods of a representative: it asks for the same, or for nothing. */
export function means(peer: Peer, other: Representative): boolean {
  const { namespaces, pods } = other;
  if (peer.kind === 'everyone') return true;
  if (peer.kind === 'joint')
    return (
      peer.without.length === 0 &&
      peer.every.every((peers) => peers.some((one) => means(one, other)))
    );
  if (peer.kind === 'addresses') return peer.meansPods && isWholeFamily(peer);
  if (peer.kind !== 'pods') return false;
  return covers(namespacesOf(peer), namespaces) && covers(peer.pods, pods);
}

function isWholeFamily({ ranges, except }: Extract<Peer, { kind: 'addresses' }>): boolean {
  return (
    except.length === 0 &&
    [allV4, allV6].some((all) =>
      ranges.some(({ first, last }) => first <= all.first && last >= all.last),
    )
  );
}

function covers(outer: Selector, inner: Selector): boolean {
  return outer.requirements.length === 0 || selectorKey(outer) === selectorKey(inner);
}

/** As reports show it. */
export function selectedPeer(one: Representative): SelectedPeer {
  const { namespaces, pods } = one;
  if (one.key === entireCluster.key) return { kind: 'selected', id: 'entire-cluster' };
  const namespace = nameAlone(namespaces);
  const where = writtenOf(namespaces);
  const podSelector = writtenOf(pods);
  const place = where === undefined ? '[all namespaces]' : `[namespace with {${where}}]`;
  const who = podSelector === undefined ? '[all pods]' : `[pod with {${podSelector}}]`;
  return {
    kind: 'selected',
    id: `${namespace ?? place}/${who}`,
    ...(namespace !== undefined && { namespace }),
    ...(namespace === undefined && where !== undefined && { namespaceSelector: where }),
    ...(podSelector !== undefined && { podSelector }),
  };
}

function writtenOf(selector: Selector): string | undefined {
  return selector.requirements.length === 0 ? undefined : formatSelector(selector);
}

function nameAlone({ requirements }: Selector): string | undefined {
  const [only] = requirements;
  const isName =
    requirements.length === 1 &&
    only?.key === nameLabel &&
    only.operator === 'In' &&
    only.values.length === 1;
  return isName ? only.values[0] : undefined;
}
