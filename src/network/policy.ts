import { type KubeObject, locate, referenceOf } from '#kube/object.ts';
import type { Selector } from '#kube/selector.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type {
  Direction,
  NetworkNotice,
  PortRange,
  Protocol,
  RuleReference,
} from '#model/network.ts';
import type { AddressRange } from './addresses.ts';

/** What all kinds of policies are compiled to. */
export interface Policy {
  readonly object: KubeObject;
  /** Admin tiers are asked first, then policies of namespaces, then the baseline. */
  readonly tier: 'admin' | 'namespace' | 'baseline';
  /** Policies of one stage are asked together, those of lower ones first: see `stages`. */
  readonly stage: number;
  /** Lower is asked first within its stage. */
  readonly priority: number;
  /** Whether the first rule that matches decides; otherwise what rules allow adds up, and what they deny nothing allows. */
  readonly isOrdered: boolean;
  readonly subject: PodPeer;
  /** Where the subject stands in the object. */
  readonly subjectPath: FieldPath;
  readonly sides: Readonly<Record<Direction, PolicySide | undefined>>;
}

/** Where the tiers stand that every cluster has; Calico's own tiers stand between them (TierOrder of its API). */
export const stages = { admin: 1000, namespace: 1_000_000, baseline: 10_000_000 } as const;

/** How policies that add up stand among those with an order: Calico gives NetworkPolicies this one. */
export const unordered = {
  tier: 'namespace',
  stage: stages.namespace,
  priority: 1000,
  isOrdered: false,
} as const;

/** What a policy says of one direction; absent where it says nothing. */
export interface PolicySide {
  readonly rules: readonly Rule[];
  /** Whether what no rule of the stage decides is denied: always so for NetworkPolicy. */
  readonly isolates: boolean;
}

export interface Rule {
  readonly direction: Direction;
  readonly index: number;
  readonly name: string | undefined;
  readonly action: 'allow' | 'deny' | 'pass';
  readonly peers: readonly Peer[];
  /** The rule is for those of the subjects that are among these; absent: for all. */
  readonly own?: readonly Peer[];
  readonly ports: PortRequest;
  readonly path: FieldPath;
}

/** Ports as a rule writes them. Without any: all ports. */
export interface PortRequest {
  readonly ranges: readonly PortRange[] | 'all';
  /** Resolved on the pods that are the destination. */
  readonly names: readonly NamedPort[];
}
export interface NamedPort {
  readonly name: string;
  /** Absent: of any protocol. */
  readonly protocol: Protocol | undefined;
}

/** Whom a rule speaks of. `key` is the same for equal peers. */
export type Peer = EveryPeer | PodPeer | AddressesPeer | NodePeer | DomainPeer | JointPeer;

interface EveryPeer {
  readonly kind: 'everyone';
  readonly key: string;
}
export interface PodPeer {
  readonly kind: 'pods';
  readonly key: string;
  /** One namespace by name, or a selector of namespaces. */
  readonly namespaces: string | Selector;
  readonly pods: Selector;
  readonly path: FieldPath;
  /** As the policy writes it, where that is no selector of Kubernetes. */
  readonly text?: string;
}
interface AddressesPeer {
  readonly kind: 'addresses';
  readonly key: string;
  readonly ranges: readonly AddressRange[];
  readonly except: readonly AddressRange[];
  /** Whether pods at these addresses are meant too, and all pods by all addresses of a family. */
  readonly meansPods: boolean;
  readonly path: FieldPath;
}
interface NodePeer {
  readonly kind: 'nodes';
  readonly key: string;
  readonly nodes: Selector;
  readonly path: FieldPath;
}
/** Names whose addresses nobody knows here: it matches nothing that is known. */
interface DomainPeer {
  readonly kind: 'domains';
  readonly key: string;
  readonly names: readonly string[];
  readonly path: FieldPath;
}

/** Whoever is among each of several groups and among none of `without`. */
interface JointPeer {
  readonly kind: 'joint';
  readonly key: string;
  readonly every: readonly (readonly Peer[])[];
  readonly without: readonly Peer[];
  readonly path: FieldPath;
}

export function jointPeer(
  every: readonly (readonly Peer[])[],
  without: readonly Peer[],
  path: FieldPath,
): Peer {
  const key = `j${every.map(keysOf).join('&')}!${keysOf(without)}`;
  return { kind: 'joint', key, every, without, path };
}

function keysOf(peers: readonly Peer[]): string {
  return `(${peers.map(({ key }) => key).join('|')})`;
}

export const everyone: EveryPeer = { kind: 'everyone', key: '*' };
export const everySelector: Selector = { requirements: [] };

export function podPeer(namespaces: string | Selector, pods: Selector, path: FieldPath): PodPeer {
  const where = typeof namespaces === 'string' ? namespaces : selectorKey(namespaces);
  return {
    kind: 'pods',
    key: `p${JSON.stringify(where)}${selectorKey(pods)}`,
    namespaces,
    pods,
    path,
  };
}

/** The same for selectors that demand the same, in whatever order and form they are written. */
export function selectorKey({ requirements }: Selector): string {
  const [only, ...more] = requirements;
  if (only === undefined) return '[]';
  if (more.length === 0) return `[${requirementKey(only)}]`;
  return `[${[...new Set(requirements.map(requirementKey))].sort().join(',')}]`;
}

function requirementKey({ key, operator, values }: Selector['requirements'][number]): string {
  const all = values.length < 2 ? values : [...new Set(values)].sort();
  return JSON.stringify([key, operator, all]);
}

/** Where a rule stands, for reports. */
export function ruleReference({ object }: Policy, rule: Rule): RuleReference {
  return {
    policy: referenceOf(object),
    location: locate(object, rule.path),
    direction: rule.direction,
    rule: rule.index,
    ...(rule.name !== undefined && { ruleName: rule.name }),
  };
}

/** A policy that has no rule in this direction. */
export function sideReference(
  { object, subjectPath }: Policy,
  direction: Direction,
): RuleReference {
  return { policy: referenceOf(object), location: locate(object, subjectPath), direction };
}

/** What readers of policies report beside what they read. */
export interface PolicyProblem {
  readonly object: KubeObject;
  readonly path: FieldPath;
  readonly text: string;
}

export function noticeOf({ object, path, text }: PolicyProblem): NetworkNotice {
  return { text, object: referenceOf(object), location: locate(object, path) };
}
