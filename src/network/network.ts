import { textMapOf, valueAt } from '#kube/json.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Direction, NetworkNotice, WorkloadPeer } from '#model/network.ts';
import type { Gap } from '#model/observation.ts';
import { type AddressRange, familyOf, tryParseCidr } from './addresses.ts';
import { Bits } from './bits.ts';
import { isImplied } from './calico-world.ts';
import { controllersIn, mayServe } from './controllers.ts';
import { entriesOf } from './entries.ts';
import type { Entry, EntryProblem } from './entry.ts';
import { portsFor } from './partition.ts';
import { peersIn, placesOf } from './peer-ranges.ts';
import { workloadPeer } from './peers.ts';
import { noticeOf, type Peer, type Policy, type PolicyProblem } from './policy.ts';
import { type PortSet, PortSpace } from './ports.ts';
import { primaryNetworksOf } from './primary-networks.ts';
import { readPolicies } from './read-policies.ts';
import { Restrictions } from './restrictions.ts';
import { type Row, Rows } from './rows.ts';
import { Services } from './services.ts';
import { type ImaginedPod, ingressController, Universe } from './universe.ts';
import { type NetworkWorkload, workloadsOf } from './workloads.ts';

/** How a network is made. */
export interface NetworkOptions {
  /** Ranges at whose ends the address space is cut too, so that two networks can be compared. */
  readonly cuts?: readonly AddressRange[];
  /** Pods that are not in the input. */
  readonly imagined?: readonly ImaginedPod[];
  /**
   * What pods with the node's network are to policies: `node` (most plug-ins: no selector means them), or `pod` (a few, and
   * tools that do not tell them apart). By default `node`.
   */
  readonly hostNetwork?: 'node' | 'pod';
  /**
   * Whether an ipBlock means pods that have such addresses too, as most plug-ins and the end-to-end tests of Kubernetes take it, or
   * only what is outside, as Cilium does and the API intends. By default `outside`.
   */
  readonly ipBlocks?: 'outside' | 'pods';
}

/** The network of a view, made once for it. */
export function networkOf(view: ClusterView): Network {
  return view.memo('network', () => new Network(view));
}

/** All workloads, policies and ways in of a view. Everything is computed when it is first asked for. */
export class Network {
  readonly view: ClusterView;
  readonly space = new PortSpace();
  readonly policies: readonly Policy[];
  readonly problems: readonly PolicyProblem[];
  readonly universe: Universe;
  readonly services: Services;
  readonly gaps: readonly Gap[];
  /** What a mesh demands besides. */
  readonly restrictions: Restrictions;
  readonly #remarks: readonly PolicyProblem[];
  readonly #rows: Rows;
  readonly #networks: ReadonlyMap<string, string>;
  readonly #entryProblems: EntryProblem[] = [];
  #entries: readonly Entry[] | undefined;
  #sharing: ReadonlyMap<string, Bits> | undefined;
  #isSixUsed: boolean | undefined;
  #controllers: readonly NetworkWorkload[] | undefined;
  #entriesByTarget: ReadonlyMap<NetworkWorkload, readonly Entry[]> | undefined;
  #byId: ReadonlyMap<string, NetworkWorkload> | undefined;

  constructor(
    view: ClusterView,
    { cuts = [], imagined = [], hostNetwork = 'node', ipBlocks = 'outside' }: NetworkOptions = {},
  ) {
    const { policies, problems, remarks, gaps } = readPolicies(view, ipBlocks === 'pods');
    this.view = view;
    this.policies = policies;
    this.problems = problems;
    this.#remarks = remarks;
    this.gaps = gaps;
    const asked = askedLabels(view, policies);
    const found = workloadsOf(view, {
      isLabelAsked: (key) => asked.has(key),
      isImpliedAsked: [...asked].some(isImplied),
      placeOf: placesOf(view, policies),
    });
    const workloads =
      hostNetwork === 'node' ? found : found.map((one) => ({ ...one, isHostNetwork: false }));
    this.universe = new Universe(view, {
      workloads,
      imagined: [ingressController, ...imagined],
      policies,
      cuts,
    });
    this.#rows = new Rows(this.universe, policies, this.space);
    this.restrictions = new Restrictions(view, this.space);
    this.services = new Services(view, this.universe, this.space);
    this.#networks = primaryNetworksOf(view);
  }

  get workloads(): readonly NetworkWorkload[] {
    return this.universe.workloads;
  }

  /** Number of the pod through which Ingress and Route come. */
  get ingressController(): number {
    return this.workloads.length;
  }

  /** Pods through which a way in comes, where they are here; otherwise one of which nothing is known. */
  doorsOf(entry: Entry): readonly number[] {
    this.#controllers ??= controllersIn(this.workloads);
    const found = this.#controllers.filter((one) => one !== entry.workload && mayServe(one, entry));
    return found.length > 0 ? found.map(({ index }) => index) : [this.ingressController];
  }

  /** A workload by its id, as reports show it. */
  peer(id: string): WorkloadPeer | undefined {
    this.#byId ??= new Map(this.workloads.map((one) => [one.id, one]));
    const workload = this.#byId.get(id);
    return workload && workloadPeer(workload, this);
  }

  /** What the policies of one side allow: `egress` whom a workload may reach, `ingress` who may reach it. */
  rowOf(direction: Direction, workload: number): Row {
    return this.#rows.rowOf(direction, workload);
  }

  /** The policies that speak of a workload in one direction, in the order in which they are asked. */
  policiesOf(direction: Direction, workload: number): readonly Policy[] {
    return this.#rows.policiesOf(direction, workload).flatMap((at) => this.policies[at] ?? []);
  }

  /** Ports on which one pod may reach another; either may be an imagined one, whose own policies nobody knows. */
  between(source: number, target: number): PortSet {
    const { none, all } = this.space;
    if (!this.areOnOneNetwork(source, target)) return none;
    const out =
      source < this.workloads.length
        ? portsFor(this.rowOf('egress', source).pods, target, none)
        : all;
    if (out === none) return none;
    const into =
      target < this.workloads.length
        ? portsFor(this.rowOf('ingress', target).pods, source, none)
        : all;
    return this.space.intersect(out, into);
  }

  /** Ports that a workload accepts from outside by a way in: from its pods, or from any address that may use it. */
  admitted(entry: Entry): PortSet {
    const { kind, workload, sources } = entry;
    if (kind === 'ingress' || kind === 'route' || kind === 'gateway')
      return this.space.unionOf(
        [this.ingressController, ...this.doorsOf(entry)].map((door) =>
          this.between(door, workload.index),
        ),
      );
    const ranges = sources.flatMap((text) => tryParseCidr(text) ?? []);
    const { addresses } = this.universe;
    const from =
      sources.length === 0
        ? addresses.all
        : Bits.union(ranges.map((range) => addresses.within(range)));
    const cells = this.rowOf('ingress', workload.index).addresses;
    return this.space.unionOf(
      cells.filter(({ peers }) => !peers.and(from).isEmpty).map(({ ports }) => ports),
    );
  }

  /** Name of the network that a workload is on, where it is not the cluster's own. */
  networkOf({ namespace, isHostNetwork }: NetworkWorkload): string | undefined {
    return isHostNetwork ? undefined : this.#networks.get(namespace);
  }

  areOnOneNetwork(a: number, b: number): boolean {
    if (this.#networks.size === 0) return true;
    const [first, second] = [this.workloads[a], this.workloads[b]];
    if (first === undefined || second === undefined) return true;
    return this.networkOf(first) === this.networkOf(second);
  }

  /** Pods that are on the same network as a workload; all, where there is only one. */
  sharing(workload: NetworkWorkload): Bits {
    if (this.#networks.size === 0) return this.universe.everyPod;
    this.#sharing ??= this.#groupByNetwork();
    return this.#sharing.get(this.networkOf(workload) ?? '') ?? Bits.none;
  }

  /** Ways in from outside. */
  get entries(): readonly Entry[] {
    this.#entries ??= entriesOf(
      {
        view: this.view,
        services: this.services,
        space: this.space,
        report: (problem) => this.#entryProblems.push(problem),
      },
      this.workloads,
    );
    return this.#entries;
  }

  /** Ways in that lead to a workload. */
  entriesTo(workload: NetworkWorkload): readonly Entry[] {
    this.#entriesByTarget ??= Map.groupBy(this.entries, (entry) => entry.workload);
    return this.#entriesByTarget.get(workload) ?? [];
  }

  /** Other workloads that may open connections to one. */
  senders({ index }: NetworkWorkload): readonly NetworkWorkload[] {
    const accepted = Bits.union(this.rowOf('ingress', index).pods.map(({ peers }) => peers));
    return [...accepted].flatMap((one) => {
      const sender = this.workloads[one];
      const isSender = one !== index && this.between(one, index) !== this.space.none;
      return sender !== undefined && isSender ? [sender] : [];
    });
  }

  /** What is wrong with policies and entries. */
  get notices(): readonly NetworkNotice[] {
    const seen = new Set<string>();
    const all =
      this.entries.length >= 0 ? [...this.problems, ...this.#remarks, ...this.#entryProblems] : [];
    return all
      .filter((problem) => {
        const key = `${problem.object.name}\n${problem.path.join('.')}\n${problem.text}`;
        return seen.size < seen.add(key).size;
      })
      .map(noticeOf);
  }

  /** Whether any policy speaks of addresses of IPv6; otherwise they are treated as all of IPv4 is. */
  get usesIpv6(): boolean {
    this.#isSixUsed ??= peersIn(this.policies).some(
      (peer) => peer.kind === 'addresses' && peer.ranges.some((range) => familyOf(range) === 6),
    );
    return this.#isSixUsed;
  }

  #groupByNetwork(): ReadonlyMap<string, Bits> {
    const groups = Map.groupBy(this.workloads, (one) => this.networkOf(one) ?? '');
    const imagined = this.universe.imagined.map((_, at) => this.workloads.length + at);
    return new Map(
      [...groups].map(([name, group]) => [
        name,
        Bits.of([...group.map(({ index }) => index), ...imagined]),
      ]),
    );
  }
}

/** Keys of labels that selectors of policies and services ask for. */
function askedLabels(view: ClusterView, policies: readonly Policy[]): ReadonlySet<string> {
  const asked = new Set<string>();
  for (const { subject } of policies) addKeys(asked, subject);
  for (const peer of peersIn(policies)) addKeys(asked, peer);
  for (const { body } of view.ofKind('', 'Service'))
    for (const key of textMapOf(valueAt(body, ['spec', 'selector'])).keys()) asked.add(key);
  return asked;
}

function addKeys(asked: Set<string>, peer: Peer): void {
  if (peer.kind === 'pods') for (const { key } of peer.pods.requirements) asked.add(key);
}
