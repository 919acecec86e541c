import type { Direction } from '#model/network.ts';
import type { Network } from './network.ts';
import type { Policy, Rule } from './policy.ts';
import type { PortSet } from './ports.ts';
import { means, type Representative } from './representatives.ts';
import { stagesOf } from './stages.ts';
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
  let undecided = space.all;
  let allowed = space.none;
  for (const { items, segments } of stagesOf(policies, (policy) => policy)) {
    let passed = space.none;
    for (const { isOrdered, items: asked } of segments) {
      const found = isOrdered
        ? rulesOf.inOrder(asked, undecided)
        : rulesOf.together(asked, undecided);
      undecided = found.undecided;
      passed = space.union(passed, found.passed);
      allowed = space.union(allowed, found.allowed);
    }
    const isIsolated = items.some(({ sides }) => sides[direction]?.isolates === true);
    undecided = isIsolated ? passed : space.union(undecided, passed);
  }
  return space.union(allowed, undecided);
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

interface Decision {
  readonly undecided: PortSet;
  readonly passed: PortSet;
  readonly allowed: PortSet;
}

/** Whether a rule of a policy is for this one of its subjects. */
export function isFor({ own }: Rule, subject: number, { universe }: Network): boolean {
  return own === undefined || universe.peersOf(own).pods.has(subject);
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

  inOrder(policies: readonly Policy[], start: PortSet): Decision {
    const { space } = this.#network;
    let undecided = start;
    let passed = space.none;
    let allowed = space.none;
    for (const rule of this.rules(policies)) {
      const ports = space.intersect(undecided, this.#portsOf(rule));
      undecided = space.subtract(undecided, ports);
      if (rule.action === 'pass') passed = space.union(passed, ports);
      if (rule.action === 'allow') allowed = space.union(allowed, ports);
    }
    return { undecided, passed, allowed };
  }

  together(policies: readonly Policy[], start: PortSet): Decision {
    const { space } = this.#network;
    const left = space.subtract(start, this.#unionOf(policies, 'deny'));
    const allowed = space.intersect(left, this.#unionOf(policies, 'allow'));
    return { undecided: space.subtract(left, allowed), passed: space.none, allowed };
  }

  #unionOf(policies: readonly Policy[], action: Rule['action']): PortSet {
    const rules = this.rules(policies).filter((rule) => rule.action === action);
    return this.#network.space.unionOf(rules.map((rule) => this.#portsOf(rule)));
  }

  rules(policies: readonly Policy[]): readonly Rule[] {
    return policies
      .flatMap(({ sides }) => sides[this.#direction]?.rules ?? [])
      .filter((rule) => isFor(rule, this.#workload.index, this.#network))
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
