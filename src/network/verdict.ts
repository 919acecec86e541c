import type { Direction } from '#model/network.ts';
import type { Network } from './network.ts';
import type { Policy, Rule } from './policy.ts';
import type { PortSet } from './ports.ts';
import { means, type Representative } from './representatives.ts';
import type { NetworkWorkload } from './workloads.ts';

/** Ports that one side's policies open between a workload and all pods of a representative. */
export function decide(
  network: Network,
  direction: Direction,
  workload: NetworkWorkload,
  other: Representative,
): PortSet {
  const { space } = network;
  const policies = network.policiesOf(direction, workload.index);
  if (policies.length === 0) return space.all;
  const rulesOf = new Matching(network, direction, workload, other);
  const admin = rulesOf.tier('admin', policies, space.all);
  const own = policies.filter(({ tier }) => tier === 'namespace');
  const denied = space.unionOf(rulesOf.all(own, 'deny'));
  const left = space.subtract(space.union(admin.undecided, admin.passed), denied);
  if (own.some(({ sides }) => sides[direction]?.isolates === true)) {
    const open = space.unionOf(rulesOf.all(own, 'allow'));
    return space.union(admin.allowed, space.intersect(left, open));
  }
  const baseline = rulesOf.tier('baseline', policies, left);
  return space.unionOf([admin.allowed, baseline.allowed, baseline.undecided, baseline.passed]);
}

/** Names of ports that a workload may use on pods of a representative, whose numbers nobody knows. */
export function namesOpenTo(
  network: Network,
  workload: NetworkWorkload,
  other: Representative,
): readonly string[] {
  const rules = new Matching(network, 'egress', workload, other).rules(
    network.policiesOf('egress', workload.index),
  );
  const names = rules
    .filter(({ action }) => action === 'allow')
    .flatMap(({ ports }) => ports.names)
    .map(({ name, protocol }) => (protocol === undefined ? name : `${protocol} ${name}`));
  return [...new Set(names)].sort();
}

/** Rules that mean the other side, with their ports. */
class Matching {
  readonly #network: Network;
  readonly #direction: Direction;
  readonly #workload: NetworkWorkload;
  readonly #other: Representative;

  constructor(
    network: Network,
    direction: Direction,
    workload: NetworkWorkload,
    other: Representative,
  ) {
    this.#network = network;
    this.#direction = direction;
    this.#workload = workload;
    this.#other = other;
  }

  tier(tier: Policy['tier'], policies: readonly Policy[], start: PortSet) {
    const { space } = this.#network;
    let undecided = start;
    let passed = space.none;
    let allowed = space.none;
    for (const rule of this.rules(policies.filter((one) => one.tier === tier))) {
      const ports = space.intersect(undecided, this.#portsOf(rule));
      undecided = space.subtract(undecided, ports);
      if (rule.action === 'pass') passed = space.union(passed, ports);
      if (rule.action === 'allow') allowed = space.union(allowed, ports);
    }
    return { undecided, passed, allowed };
  }

  all(policies: readonly Policy[], action: Rule['action']): readonly PortSet[] {
    return this.rules(policies)
      .filter((rule) => rule.action === action)
      .map((rule) => this.#portsOf(rule));
  }

  rules(policies: readonly Policy[]): readonly Rule[] {
    return policies
      .flatMap(({ sides }) => sides[this.#direction]?.rules ?? [])
      .filter(({ peers }) => peers.some((peer) => means(peer, this.#other)));
  }

  /** Names of ports on pods that nobody knows have no numbers. */
  #portsOf({ ports }: Rule): PortSet {
    const { space } = this.#network;
    if (ports.ranges === 'all') return space.all;
    const own = this.#direction === 'ingress' ? this.#workload.ports : [];
    const named = ports.names.flatMap(({ name, protocol }) =>
      own.filter((port) => port.name === name && (protocol ?? port.protocol) === port.protocol),
    );
    return space.of([
      ...ports.ranges,
      ...named.map(({ protocol, port }) => ({ protocol, first: port, last: port })),
    ]);
  }
}
