/*
 * A second evaluator, deliberately simple: one packet at a time, straight from the text of the API documentation. The engine must
 * agree with it on every pair and port.
 */

interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
  readonly protocol: string;
}
export interface Terms {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    key: string;
    operator: string;
    values?: readonly string[];
  }[];
}
export interface NaivePort {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}
export interface NaivePeer {
  readonly podSelector?: Terms;
  readonly namespaceSelector?: Terms;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}
export interface NaiveRule {
  readonly from?: readonly NaivePeer[];
  readonly to?: readonly NaivePeer[];
  readonly ports?: readonly NaivePort[];
}
export interface NaivePolicy {
  readonly namespace: string;
  readonly podSelector: Terms;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly NaiveRule[];
  readonly egress?: readonly NaiveRule[];
}
export interface AdminRule {
  readonly action: string;
  readonly peer: { readonly namespaces: Terms; readonly pods?: Terms };
  readonly port?: number;
}
export interface NaiveAdmin {
  readonly priority: number;
  readonly isBaseline: boolean;
  readonly subject: Terms;
  readonly ingress: readonly AdminRule[];
  readonly egress: readonly AdminRule[];
}
export type Side = Pod | string;
export interface Packet {
  readonly source: Side;
  readonly target: Side;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
}

export const namespaceLabels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  a: { team: 'red', 'kubernetes.io/metadata.name': 'a' },
  b: { 'kubernetes.io/metadata.name': 'b' },
};

function fits(terms: Terms, labels: Readonly<Record<string, string>>): boolean {
  for (const [key, value] of Object.entries(terms.matchLabels ?? {}))
    if (labels[key] !== value) return false;
  for (const { key, operator, values = [] } of terms.matchExpressions ?? []) {
    const value = labels[key];
    const isIn = value !== undefined && values.includes(value);
    if (operator === 'In' && !isIn) return false;
    if (operator === 'NotIn' && isIn) return false;
    if (operator === 'Exists' && value === undefined) return false;
    if (operator === 'DoesNotExist' && value !== undefined) return false;
  }
  return true;
}

function number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function isWithin(cidr: string, address: string): boolean {
  const [base = '', bits = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(base) / size) === Math.floor(number(address) / size);
}

function peerFits(peer: NaivePeer, policy: NaivePolicy, side: Side): boolean {
  if (peer.ipBlock !== undefined)
    return (
      typeof side === 'string' &&
      isWithin(peer.ipBlock.cidr, side) &&
      !(peer.ipBlock.except ?? []).some((one) => isWithin(one, side))
    );
  if (typeof side === 'string') return false;
  const isThere =
    peer.namespaceSelector === undefined
      ? side.namespace === policy.namespace
      : fits(peer.namespaceSelector, namespaceLabels[side.namespace] ?? {});
  return isThere && fits(peer.podSelector ?? {}, side.labels);
}

function portFits(port: NaivePort, { protocol, port: number_, target }: Packet): boolean {
  if ((port.protocol ?? 'TCP') !== protocol) return false;
  if (port.port === undefined) return true;
  if (typeof port.port === 'string')
    return (
      typeof target !== 'string' &&
      port.port === 'web' &&
      target.port === number_ &&
      target.protocol === protocol
    );
  return number_ >= port.port && number_ <= (port.endPort ?? port.port);
}

function ruleFits(rule: NaiveRule, policy: NaivePolicy, packet: Packet, other: Side): boolean {
  const peers = rule.from ?? rule.to ?? [];
  const ports = rule.ports ?? [];
  return (
    (peers.length === 0 || peers.some((peer) => peerFits(peer, policy, other))) &&
    (ports.length === 0 || ports.some((port) => portFits(port, packet)))
  );
}

function adminSays(rules: readonly AdminRule[], packet: Packet, other: Side): string | undefined {
  const rule = rules.find(
    ({ peer, port }) =>
      typeof other !== 'string' &&
      fits(peer.namespaces, namespaceLabels[other.namespace] ?? {}) &&
      fits(peer.pods ?? {}, other.labels) &&
      (port === undefined || (packet.protocol === 'TCP' && packet.port === port)),
  );
  return rule?.action;
}

function sideAllows(world: World, direction: 'ingress' | 'egress', packet: Packet): boolean {
  const self = direction === 'ingress' ? packet.target : packet.source;
  const other = direction === 'ingress' ? packet.source : packet.target;
  if (typeof self === 'string') return true;
  const admins = world.admins.filter(({ subject }) =>
    fits(subject, namespaceLabels[self.namespace] ?? {}),
  );
  const rulesOf = (isBaseline: boolean) =>
    admins
      .filter((one) => one.isBaseline === isBaseline)
      .toSorted((x, y) => x.priority - y.priority)
      .flatMap((one) => one[direction]);
  const first = adminSays(rulesOf(false), packet, other);
  if (first === 'Allow') return true;
  if (first === 'Deny') return false;
  const selecting = world.policies.filter(
    ({ namespace, podSelector, policyTypes, egress }) =>
      namespace === self.namespace &&
      fits(podSelector, self.labels) &&
      (policyTypes?.includes(direction === 'ingress' ? 'Ingress' : 'Egress') ??
        (direction === 'ingress' || (egress ?? []).length > 0)),
  );
  if (selecting.length > 0)
    return selecting.some((policy) =>
      (policy[direction] ?? []).some((rule) => ruleFits(rule, policy, packet, other)),
    );
  return adminSays(rulesOf(true), packet, other) !== 'Deny';
}

export interface World {
  readonly pods: readonly Pod[];
  readonly policies: readonly NaivePolicy[];
  readonly admins: readonly NaiveAdmin[];
}

/** Whether a packet passes both sides. */
export function passes(world: World, packet: Packet): boolean {
  return sideAllows(world, 'egress', packet) && sideAllows(world, 'ingress', packet);
}

export function idOf(side: Side): string {
  return typeof side === 'string' ? side : `${side.namespace}/Pod/${side.name}`;
}

/** Packets between all sides, on ports at and beside those that rules name. */
export function* packetsOf({ pods }: World): Iterable<Packet> {
  const sides: readonly Side[] = [...pods, '10.1.2.3', '10.1.3.4', '10.2.0.1', '8.8.8.8'];
  for (const source of sides)
    for (const target of sides) {
      if (source === target || (typeof source === 'string' && typeof target === 'string')) continue;
      for (const protocol of ['TCP', 'UDP', 'SCTP'] as const)
        for (const port of [1, 79, 80, 81, 82, 65_535]) yield { source, target, protocol, port };
    }
}
