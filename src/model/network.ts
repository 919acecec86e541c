import type { ObjectReference } from './kubernetes.ts';
import type { Location } from './location.ts';
import type { Gap } from './observation.ts';

/** Protocols that policies of Kubernetes can name, in the order in which ports are listed. */
export const protocols = ['TCP', 'UDP', 'SCTP'] as const;
export type Protocol = (typeof protocols)[number];

/** Ports of one protocol, both ends included, 1 to 65535. */
export interface PortRange {
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
}

/** Which ports a connection may use: sorted by protocol, then by port, neighbours merged; empty: none. */
export interface Ports {
  /** Every port of every protocol. */
  readonly all: boolean;
  readonly ranges: readonly PortRange[];
}

/** One side of a connection. `id` is unique in its map, and what people may type to mean it. */
export type NetworkPeer = WorkloadPeer | AddressPeer | EntryPeer | SelectedPeer;

/** A controller, or a pod without one. */
export interface WorkloadPeer {
  readonly kind: 'workload';
  /** `shop/Deployment/web`; pods of one owner with other labels follow as `shop/Deployment/web#2`. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  /** Kind of the owner: `Deployment`, `StatefulSet`, `CronJob`, `Pod`. */
  readonly workloadKind: string;
  readonly object: ObjectReference;
  readonly location: Location;
  /** Labels of its pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** Its pods have the node's network: no policy selects them. */
  readonly hostNetwork: boolean;
  /** Network that it is on, where that is not the cluster's own (user-defined networks); such graphs do not touch. */
  readonly network?: string;
}

/** A range of addresses outside the cluster, as long as every address in it is treated alike. */
export interface AddressPeer {
  readonly kind: 'addresses';
  /** `10.0.0.0-10.255.255.255`. */
  readonly id: string;
  readonly first: string;
  readonly last: string;
  readonly family: 4 | 6;
  /** The shortest list of CIDRs for it, at most 32 of them. */
  readonly cidrs: readonly string[];
  /** Whether addresses of the public internet are in it (RFC 6890). */
  readonly isPublic: boolean;
}

/** What stands at the door of the cluster and passes connections on. */
export interface EntryPeer {
  readonly kind: 'entry';
  /** `{ingress-controller}`, `{gateway}`, `{load-balancer}`, `{node-port}`. */
  readonly id: string;
  readonly name: string;
}

/** Pods that no workload of the input is, but that a rule speaks of; also everything in the cluster. */
export interface SelectedPeer {
  readonly kind: 'selected';
  /** `entire-cluster`, `backend/[all pods]`, `[namespace with {team=a}]/[pod with {app=b}]`. */
  readonly id: string;
  /** The name of the namespace, or a selector of namespaces as people write it; absent: any. */
  readonly namespace?: string;
  readonly namespaceSelector?: string;
  /** Absent: all pods there. */
  readonly podSelector?: string;
}

/** Objects that lead a connection from outside to a workload, outermost first: Ingress, Service. */
export interface EntryChain {
  readonly kind:
    | 'ingress'
    | 'route'
    | 'gateway'
    | 'load-balancer'
    | 'node-port'
    | 'external-ip'
    | 'host-port'
    | 'host-network';
  readonly objects: readonly { readonly object: ObjectReference; readonly location: Location }[];
  /** Names of hosts that clients ask for; empty: any. */
  readonly hosts: readonly string[];
  /** Ports of the workload that it leads to. */
  readonly ports: Ports;
  /** CIDRs that may come in; empty: everybody. */
  readonly sources: readonly string[];
}

/** That `source` may open connections to `target` (ids of peers). */
export interface NetworkConnection {
  readonly source: string;
  readonly target: string;
  /** Ports of the target's pods. */
  readonly ports: Ports;
  /** How it comes in, for connections from an `entry` peer. */
  readonly via?: readonly EntryChain[];
  /** What layers that are not evaluated demand besides: `AuthorizationPolicy shop/only-get: GET /items`. */
  readonly restrictions?: readonly string[];
}

/** All that may talk with each other; pairs of a workload with itself are left out. */
export interface NetworkMap {
  /** Sorted by id; also those without any connection. */
  readonly peers: readonly NetworkPeer[];
  /** Sorted by source, then by target. */
  readonly connections: readonly NetworkConnection[];
  readonly entries: readonly WorkloadEntry[];
  readonly statistics: NetworkStatistics;
  readonly notices: readonly NetworkNotice[];
  readonly gaps: readonly Gap[];
}

export interface NetworkStatistics {
  readonly workloads: number;
  readonly policies: number;
  /** Ordered pairs of different workloads between which at least one port is open. */
  readonly allowedPairs: number;
  readonly possiblePairs: number;
  /** Connections that are left out of the list because it would grow too long. */
  readonly leftOut: number;
}

/** How a workload can be reached from outside, before policies are asked (`reachable` is what they leave). */
export interface WorkloadEntry {
  /** Id of the workload. */
  readonly workload: string;
  readonly chain: EntryChain;
  readonly reachable: Ports;
}

/** Something about the input that a reader of the result should know: `this policy names a port that no pod has`. */
export interface NetworkNotice {
  readonly text: string;
  readonly object?: ObjectReference;
  readonly location?: Location;
}

export type Direction = 'ingress' | 'egress';

/** A policy and, when one rule is meant, its place in it. */
export interface RuleReference {
  readonly policy: ObjectReference;
  /** Where the rule stands, or the policy. */
  readonly location: Location;
  readonly direction: Direction;
  /** Counts from 0. */
  readonly rule?: number;
  readonly ruleName?: string;
}

/** Layers that decide, in their order. `system`: what no policy can change. */
export type NetworkLayer = 'system' | 'admin' | 'namespace' | 'baseline' | 'default';

/** Ports on which one layer decides. */
export interface ExplanationStep {
  readonly layer: NetworkLayer;
  readonly verdict: 'allow' | 'deny' | 'pass';
  readonly ports: Ports;
  /** What decided; absent for defaults. Several where policies of a namespace allow the same. */
  readonly rules: readonly RuleReference[];
  /** One sentence for people. */
  readonly text: string;
}

/** A rule that could have allowed it and why it does not. */
export interface RuleMiss {
  readonly rule: RuleReference;
  readonly reason: 'peer' | 'port' | 'no-rules';
  readonly text: string;
}

export interface DirectionExplanation {
  readonly direction: Direction;
  /** Id of the workload whose policies are asked; absent: the side is outside, and nothing is asked. */
  readonly subject?: string;
  readonly allowed: Ports;
  readonly steps: readonly ExplanationStep[];
  /** Why not: rules of the policies that apply, without those that allow; empty when all is allowed. */
  readonly misses: readonly RuleMiss[];
}

/** Why one peer may or may not talk to another. */
export interface ConnectionExplanation {
  readonly source: NetworkPeer;
  readonly target: NetworkPeer;
  /** The port that was asked for; absent: all. */
  readonly asked?: Ports;
  readonly verdict: 'allowed' | 'denied' | 'partly';
  /** What both directions allow, of what was asked. */
  readonly allowed: Ports;
  readonly egress: DirectionExplanation;
  readonly ingress: DirectionExplanation;
  readonly via?: readonly EntryChain[];
  /** As of a connection: what a mesh demands besides of what is allowed. */
  readonly restrictions?: readonly string[];
  /** One or two sentences for people. */
  readonly summary: string;
}

/** A connection that two states of a cluster treat differently. Peers of address ranges are cut to fit both. */
export interface ConnectionChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly source: NetworkPeer;
  readonly target: NetworkPeer;
  /** No ports: it was not allowed. */
  readonly before: Ports;
  readonly after: Ports;
  /** Workloads of this connection that are only in one of the states, by id. */
  readonly newWorkloads: readonly string[];
  readonly goneWorkloads: readonly string[];
}

export interface NetworkDiff {
  /** Sorted by kind, source, target. */
  readonly changes: readonly ConnectionChange[];
  readonly newWorkloads: readonly string[];
  readonly goneWorkloads: readonly string[];
  readonly leftOut: number;
  readonly gaps: readonly Gap[];
}

/** How far a workload can be reached: the widest that holds. */
export const exposureLevels = [
  'internet',
  'addresses',
  'cluster',
  'namespaces',
  'namespace',
  'selected',
  'none',
] as const;
export type ExposureLevel = (typeof exposureLevels)[number];

/** Whom a workload may be reached by or reach, whether or not they exist yet. */
export interface ExposureLine {
  readonly peer: AddressPeer | SelectedPeer | EntryPeer;
  /** May be none: where a rule shuts out whom a wider line lets in, or all ports are named. */
  readonly ports: Ports;
  /** Named ports (`TCP http`) of pods that do not exist yet, whose numbers nobody knows. */
  readonly names?: readonly string[];
}

export interface WorkloadExposure {
  readonly workload: WorkloadPeer;
  /** Whether any policy selects it in this direction. */
  readonly isIngressProtected: boolean;
  readonly isEgressProtected: boolean;
  readonly level: ExposureLevel;
  /** Entries by which the internet gets in: the chains that are open. */
  readonly entries: readonly WorkloadEntry[];
  readonly ingress: readonly ExposureLine[];
  readonly egress: readonly ExposureLine[];
}

export interface ExposureReport {
  /** Most exposed first, then by id. */
  readonly workloads: readonly WorkloadExposure[];
  readonly notices: readonly NetworkNotice[];
  readonly gaps: readonly Gap[];
}

export const networkProblemKinds = [
  'invalid',
  'selects-nothing',
  'label-typo',
  'port-matches-nothing',
  'redundant',
  'shadowed',
  'borrowed-label',
  'no-dns-egress',
  'exposed',
  'entry-blocked',
  'wanted-blocked',
] as const;
export type NetworkProblemKind = (typeof networkProblemKinds)[number];

/** Something in the policies that is most likely not meant. */
export interface NetworkProblem {
  readonly kind: NetworkProblemKind;
  readonly text: string;
  readonly object: ObjectReference;
  readonly location: Location;
  /** From the object's root. */
  readonly field: readonly (string | number)[];
  /** Rules or policies that make it so. */
  readonly related: readonly RuleReference[];
  /** What to write instead, where one value alone is wrong. */
  readonly instead?: { readonly field: readonly (string | number)[]; readonly value: string };
}
