/*
 * A second evaluator of Calico's policies, deliberately simple: one packet at a time, straight from the API reference. Beside them
 * one NetworkPolicy may stand, at order 1000 of the default tier.
 */

interface CalicoPod {
  readonly name: string;
  readonly namespace: 'a' | 'b';
  readonly labels: Readonly<Record<string, string>>;
}
/** A selector as text, and what it means. */
export interface Term {
  readonly text: string;
  readonly holds: (labels: Readonly<Record<string, string>>) => boolean;
}
export interface CalicoEntity {
  readonly selector?: Term;
  readonly notSelector?: Term;
  readonly namespaceSelector?: Term;
  readonly nets?: readonly string[];
  readonly notNets?: readonly string[];
}
export interface CalicoRule {
  readonly action: 'Allow' | 'Deny' | 'Pass' | 'Log';
  readonly protocol?: 'TCP' | 'UDP' | 'ICMP';
  readonly source: CalicoEntity;
  readonly destination: CalicoEntity;
  readonly ports?: readonly (number | string)[];
  readonly notPorts?: readonly (number | string)[];
}
export interface CalicoPolicy {
  /** Absent: of the whole cluster. */
  readonly namespace?: 'a' | 'b';
  readonly tier: string;
  readonly order?: number;
  readonly selector: Term;
  readonly types?: readonly ('Ingress' | 'Egress')[];
  readonly ingress?: readonly CalicoRule[];
  readonly egress?: readonly CalicoRule[];
}
interface CalicoTier {
  readonly name: string;
  readonly order: number;
  readonly defaultAction: 'Deny' | 'Pass';
}
export interface CalicoWorld {
  readonly pods: readonly CalicoPod[];
  readonly tiers: readonly CalicoTier[];
  readonly policies: readonly CalicoPolicy[];
}
export type CalicoSide = CalicoPod | string;
export interface CalicoPacket {
  readonly source: CalicoSide;
  readonly target: CalicoSide;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
}

export const namespaces: Readonly<Record<'a' | 'b', Readonly<Record<string, string>>>> = {
  a: { team: 'red' },
  b: {},
};

function isWithin(cidr: string, side: CalicoSide): boolean {
  if (typeof side !== 'string') return cidr === '0.0.0.0/0'; // nobody knows the addresses of pods here
  const [base = '', bits = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(base) / size) === Math.floor(number(side) / size);
}

function number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function entityFits(entity: CalicoEntity, policy: CalicoPolicy, side: CalicoSide): boolean {
  const { selector, notSelector, namespaceSelector, nets, notNets } = entity;
  if (selector || notSelector && policy.namespace || namespaceSelector) {
    if (typeof side === 'string') return false;
    const isThere = namespaceSelector
      ? namespaceSelector.holds(namespaces[side.namespace])
      : policy.namespace === undefined || policy.namespace === side.namespace;
    if (!isThere || (selector && !selector.holds(side.labels))) return false;
  }
  if (notSelector && typeof side !== 'string' && notSelector.holds(side.labels)) return false;
  if (nets && !nets.some((one) => isWithin(one, side))) return false;
  return !(notNets && notNets.some((one) => isWithin(one, side)));
}

function isAmong(ports: readonly (number | string)[], port: number): boolean {
  return ports.some((one) => {
    const [first, last = first] = String(one).split(':').map(Number);
    return first !== undefined && last !== undefined && port >= first && port <= last;
  });
}

function ruleFits(rule: CalicoRule, policy: CalicoPolicy, packet: CalicoPacket): boolean {
  const { protocol, ports, notPorts, source, destination } = rule;
  if (protocol !== undefined && protocol !== packet.protocol) return false;
  if (ports && !isAmong(ports, packet.port)) return false;
  if (notPorts && isAmong(notPorts, packet.port)) return false;
  return entityFits(source, policy, packet.source) && entityFits(destination, policy, packet.target);
}

function typesOf({ types, ingress, egress }: CalicoPolicy): readonly string[] {
  if (types) return types;
  const hasIn = (ingress ?? []).length > 0;
  if ((egress ?? []).length === 0) return ['Ingress'];
  return hasIn ? ['Ingress', 'Egress'] : ['Egress'];
}

function sideAllows(world: CalicoWorld, isIngress: boolean, packet: CalicoPacket): boolean {
  const self = isIngress ? packet.target : packet.source;
  if (typeof self === 'string') return true;
  const tiers = [...world.tiers, { name: 'default', order: 1_000_000, defaultAction: 'Deny' }];
  tiers.sort((x, y) => x.order - y.order);
  for (const tier of tiers) {
    const applying = world.policies
      .filter((one) => one.tier === tier.name)
      .filter((one) => typesOf(one).includes(isIngress ? 'Ingress' : 'Egress'))
      .filter((one) => one.namespace === undefined || one.namespace === self.namespace)
      .filter((one) => one.selector.holds(self.labels))
      .toSorted((x, y) => (x.order ?? 1e9) - (y.order ?? 1e9));
    if (applying.length === 0) continue;
    const decision = applying
      .flatMap((policy) =>
        ((isIngress ? policy.ingress : policy.egress) ?? [])
          .filter((rule) => rule.action !== 'Log' && ruleFits(rule, policy, packet))
          .map((rule) => rule.action),
      )
      .at(0);
    const action = decision ?? tier.defaultAction;
    if (action === 'Allow') return true;
    if (action === 'Deny') return false;
  }
  return true;
}

/** Whether a packet passes both sides. */
export function passesCalico(world: CalicoWorld, packet: CalicoPacket): boolean {
  return sideAllows(world, false, packet) && sideAllows(world, true, packet);
}

/** Packets between all sides, on ports at and beside those that rules name. */
export function* calicoPackets({ pods }: CalicoWorld): Iterable<CalicoPacket> {
  const sides: readonly CalicoSide[] = [...pods, '10.1.2.3', '10.2.0.1', '8.8.8.8'];
  for (const source of sides)
    for (const target of sides) {
      if (source === target || (typeof source === 'string' && typeof target === 'string')) continue;
      for (const protocol of ['TCP', 'UDP', 'SCTP'] as const)
        for (const port of [1, 79, 80, 82, 83]) yield { source, target, protocol, port };
    }
}
