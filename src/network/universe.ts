import { selects } from '#kube/selector.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Protocol } from '#model/network.ts';
import { type AddressRange, AddressSpace, allV4, allV6, tryParseCidr } from './addresses.ts';
import { Bits } from './bits.ts';
import { LabelIndex } from './labels.ts';
import { type NodeAddresses, nodeRanges, nodesOf, peersIn, rangesOf } from './peer-ranges.ts';
import { type Peer, type PodPeer, type Policy, selectorKey } from './policy.ts';
import type { NetworkWorkload } from './workloads.ts';

/** Whom a peer means: pods by their numbers, and pieces of the address space. */
export interface PeerSet {
  /** The same for the same set of one universe, as far as it was asked for in the same way. */
  readonly id: number;
  readonly pods: Bits;
  readonly addresses: Bits;
}

/** Pods that are not in the input: what stands before the cluster, and what rules speak of. */
export interface ImaginedPod {
  readonly id: string;
  readonly namespaceLabels: ReadonlyMap<string, string>;
  readonly namespace: string | undefined;
  readonly labels: ReadonlyMap<string, string>;
}

const noLabels: ReadonlyMap<string, string> = new Map();

/**
 * Where requests through Ingress and Route come from: a pod without labels in a namespace that nobody knows.
 */
export const ingressController: ImaginedPod = {
  id: '{ingress-controller}',
  namespace: undefined,
  namespaceLabels: noLabels,
  labels: noLabels,
};

/** What a universe is made of, beside the namespaces and nodes of a view. */
export interface Inhabitants {
  readonly workloads: readonly NetworkWorkload[];
  readonly imagined: readonly ImaginedPod[];
  readonly policies: readonly Policy[];
  /** Ranges at whose ends the address space is cut too. */
  readonly cuts?: readonly AddressRange[];
}

/** All pods, namespaces and addresses, and the sets that peers of rules mean. */
export class Universe {
  readonly workloads: readonly NetworkWorkload[];
  readonly imagined: readonly ImaginedPod[];
  readonly addresses: AddressSpace;
  /** Everything that has a number. */
  readonly everyPod: Bits;
  /** What selectors can mean: no pods with the node's network. */
  readonly selectable: Bits;
  readonly namespaces: readonly string[];
  readonly #labels: LabelIndex;
  readonly #namespaceLabels: LabelIndex;
  readonly #podsOf: readonly Bits[];
  readonly #numberOf: ReadonlyMap<string, number>;
  readonly #nodes: readonly NodeAddresses[];
  readonly #onNodes: readonly NetworkWorkload[];
  readonly #residents: ReadonlyMap<string, Bits>;
  readonly #known = new Map<string, PeerSet>();
  /** Sets that were made so far; two may be made for one key, so the size of the map would not do. */
  #made = 0;
  readonly #named = new Map<string, ReadonlyMap<number, Bits>>();

  constructor(view: ClusterView, { workloads, imagined, policies, cuts = [] }: Inhabitants) {
    this.workloads = workloads;
    this.imagined = imagined;
    this.#nodes = nodesOf(view);
    this.addresses = new AddressSpace([
      ...rangesOf(peersIn(policies)),
      ...cuts,
      ...nodeRanges(policies, this.#nodes),
    ]);
    const count = workloads.length + imagined.length;
    this.everyPod = Bits.range(0, count);
    this.#onNodes = workloads.filter((one) => one.isHostNetwork);
    this.selectable = this.everyPod.without(Bits.of(this.#onNodes.map(({ index }) => index)));
    const names = new Set([...view.namespaces, ...workloads.map(({ namespace }) => namespace)]);
    this.namespaces = [...names].sort();
    this.#numberOf = new Map(this.namespaces.map((name, at) => [name, at]));
    this.#labels = new LabelIndex(labelsOf(workloads, imagined));
    this.#namespaceLabels = new LabelIndex([
      ...this.namespaces.map((name, at) => [at, view.namespaceLabels(name)] as const),
      ...imagined.map((one, at) => [this.namespaces.length + at, one.namespaceLabels] as const),
    ]);
    this.#podsOf = this.#groupByNamespace();
    this.#residents = new Map(
      [...Map.groupBy(workloads, ({ namespace }) => namespace)].map(
        ([name, group]) => [name, Bits.of(group.map(({ index }) => index))] as const,
      ),
    );
  }

  /** The pods that a policy's subject or a peer means. */
  podsOf({ key, namespaces, pods }: PodPeer): Bits {
    return this.#kept(key, () => ({
      pods: this.#labels.select(pods, this.#scopeOf(namespaces)),
      addresses: Bits.none,
    })).pods;
  }

  /** All workloads of a namespace, those with the node's network too. */
  inNamespace(name: string): Bits {
    return this.#residents.get(name) ?? Bits.none;
  }

  /** Names of the namespaces that a policy or peer means. */
  namespacesOf(selector: PodPeer['namespaces']): readonly string[] {
    if (typeof selector === 'string') return this.#numberOf.has(selector) ? [selector] : [];
    return [...this.#namespaceLabels.select(selector)].flatMap((at) => this.namespaces[at] ?? []);
  }

  /** Everybody that the peers of a rule mean together. */
  peersOf(peers: readonly Peer[]): PeerSet {
    const [only] = peers;
    if (only === undefined) return { id: -1, ...nobody };
    if (peers.length === 1) return this.#peerOf(only);
    return this.#kept(peers.map(({ key }) => key).join('|'), () => {
      const sets = peers.map((peer) => this.#peerOf(peer));
      return {
        pods: Bits.union(sets.map(({ pods }) => pods)),
        addresses: Bits.union(sets.map(({ addresses }) => addresses)),
      };
    });
  }

  /** Pods that have a container port of this name, by its number on the line of ports. */
  podsWithPort(name: string, protocol: Protocol): ReadonlyMap<number, Bits> {
    const key = `${protocol}/${name}`;
    const known = this.#named.get(key);
    if (known !== undefined) return known;
    const lists = new Map<number, number[]>();
    for (const { index, ports } of this.workloads)
      for (const port of ports)
        if (port.name === name && port.protocol === protocol)
          lists.set(port.port, [...(lists.get(port.port) ?? []), index]);
    const made = new Map([...lists].map(([port, members]) => [port, Bits.of(members)]));
    this.#named.set(key, made);
    return made;
  }

  /** Label keys and values as they are in use, for hints about misspelt ones. */
  get labels(): LabelIndex {
    return this.#labels;
  }

  get namespaceLabels(): LabelIndex {
    return this.#namespaceLabels;
  }

  #peerOf(peer: Peer): PeerSet {
    return this.#kept(peer.key, () => {
      switch (peer.kind) {
        case 'everyone':
          return { pods: this.everyPod, addresses: this.addresses.all };
        case 'pods':
          return { pods: this.podsOf(peer), addresses: Bits.none };
        case 'addresses':
          return this.#addressed(peer.ranges, peer.except, peer.meansPods);
        case 'nodes':
          return this.#addressed(
            this.#nodes
              .filter(({ labels }) => selects(peer.nodes, labels))
              .flatMap((node) => node.ranges),
            [],
          );
        case 'joint':
          return this.#joint(peer.every, peer.without);
        default:
          return nobody;
      }
    });
  }

  #joint(every: readonly (readonly Peer[])[], without: readonly Peer[]): Members {
    const shut = this.peersOf(without);
    let pods = this.everyPod.without(shut.pods);
    let addresses = this.addresses.all.without(shut.addresses);
    for (const peers of every) {
      const found = this.peersOf(peers);
      pods = pods.and(found.pods);
      addresses = addresses.and(found.addresses);
    }
    return { pods, addresses };
  }

  /**
   * Pods with the node's network are met at the node's address, others, where they are meant too, at their own; pods whose
   * addresses nobody knows only by all addresses of a family.
   */
  #addressed(
    ranges: readonly AddressRange[],
    except: readonly AddressRange[],
    meansPods = false,
  ): Members {
    const inside = Bits.union(ranges.map((range) => this.addresses.within(range)));
    const addresses = inside.without(
      Bits.union(except.map((range) => this.addresses.within(range))),
    );
    const met = (meansPods ? this.workloads : this.#onNodes).filter(
      ({ isHostNetwork, hostAddresses, podAddresses }) =>
        isHostNetwork
          ? this.#isAt(hostAddresses, addresses)
          : this.#isAt(podAddresses.slice(0, 1), addresses),
    );
    const isEverywhere = meansPods && this.#isAt([], addresses);
    const imagined = isEverywhere ? this.imagined.map((_, at) => this.workloads.length + at) : [];
    return { pods: Bits.of([...met.map(({ index }) => index), ...imagined]), addresses };
  }

  #isAt(known: readonly string[], pieces: Bits): boolean {
    const places = known.flatMap((text) => tryParseCidr(text) ?? []);
    if (places.length > 0)
      return places.every(({ first }) => pieces.has(this.addresses.pieceOf(first)));
    const v4 = this.addresses.within(allV4);
    return pieces.includes(v4) || pieces.includes(this.addresses.within(allV6));
  }

  #scopeOf(namespaces: PodPeer['namespaces']): Bits {
    if (typeof namespaces === 'string') {
      const number = this.#numberOf.get(namespaces);
      return number === undefined ? Bits.none : (this.#podsOf[number] ?? Bits.none);
    }
    if (namespaces.requirements.length === 0) return this.selectable;
    const key = `s${selectorKey(namespaces)}`;
    return this.#kept(key, () => {
      const found = [...this.#namespaceLabels.select(namespaces)];
      const pods = Bits.union(found.map((number) => this.#podsOf[number] ?? Bits.none));
      return { pods, addresses: Bits.none };
    }).pods;
  }

  #groupByNamespace(): readonly Bits[] {
    const lists: number[][] = this.namespaces.map(() => []);
    for (const { index, namespace, isHostNetwork } of this.workloads) {
      if (!isHostNetwork) lists[this.#numberOf.get(namespace) ?? -1]?.push(index);
    }
    this.imagined.forEach((pod, at) => {
      const member = this.workloads.length + at;
      lists.push(pod.namespace === undefined ? [member] : []);
      if (pod.namespace !== undefined) lists[this.#numberOf.get(pod.namespace) ?? -1]?.push(member);
    });
    return lists.map((members) => Bits.of(members));
  }

  #kept(key: string, make: () => Members): PeerSet {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = make();
    const set = { id: this.#made, ...made };
    this.#made += 1;
    this.#known.set(key, set);
    return set;
  }
}

type Members = Omit<PeerSet, 'id'>;

const nobody: Members = { pods: Bits.none, addresses: Bits.none };

function* labelsOf(
  workloads: readonly NetworkWorkload[],
  imagined: readonly ImaginedPod[],
): Iterable<readonly [number, ReadonlyMap<string, string>]> {
  for (const { index, labels, implied } of workloads)
    yield [index, implied.size === 0 ? labels : new Map([...labels, ...implied])];
  for (const [at, { labels }] of imagined.entries()) yield [workloads.length + at, labels];
}
