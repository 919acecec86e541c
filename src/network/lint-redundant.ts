import { nameOf } from '#kube/object.ts';
import type { Direction, NetworkProblem } from '#model/network.ts';
import type { Network } from './network.ts';
import type { Policy, Rule } from './policy.ts';
import { ruleReference } from './policy.ts';
import type { PortSet } from './ports.ts';
import { problemAt } from './problem.ts';

interface Placed {
  readonly policy: Policy;
  readonly rule: Rule;
  /** Numbered ports. */
  readonly ports: PortSet;
}

/** Rules that change nothing: others of the namespace allow all of it, or earlier ones of an admin tier decide all of it. */
export function* redundancyProblems(network: Network): Iterable<NetworkProblem> {
  for (const direction of ['ingress', 'egress'] as const) {
    yield* redundant(network, direction);
    const ordered = network.policies.filter(({ isOrdered }) => isOrdered);
    for (const stage of Map.groupBy(ordered, (one) => one.stage).values())
      yield* shadowed(network, direction, stage);
  }
}

/** Rules that one policy has in a direction, with those of others that select at least the same pods. */
const maxCompared = 200;

function* redundant(network: Network, direction: Direction): Iterable<NetworkProblem> {
  const own = network.policies.filter(
    ({ isOrdered, sides }) => !isOrdered && sides[direction] !== undefined,
  );
  for (const group of Map.groupBy(own, ({ object }) => object.namespace).values()) {
    const rules = group
      .slice(0, maxCompared)
      .flatMap((policy) => placed(network, policy, direction));
    for (const [at, one] of rules.entries()) {
      const cover = rules.find(
        (other, index) =>
          index !== at &&
          covers(network, other, one) &&
          (index < at || !covers(network, one, other)),
      );
      if (cover === undefined) continue;
      yield problemAt('redundant', one.policy.object, one.rule.path, {
        text: `${direction} rule ${one.rule.index + 1} allows nothing that rule ${cover.rule.index + 1} of ${nameOf(cover.policy.object)} does not allow`,
        related: [ruleReference(cover.policy, cover.rule)],
      });
    }
  }
}

function placed(network: Network, policy: Policy, direction: Direction): readonly Placed[] {
  return (policy.sides[direction]?.rules ?? []).map((rule) => ({
    policy,
    rule,
    ports: portsOf(network, rule),
  }));
}

function portsOf({ space }: Network, { ports }: Rule): PortSet {
  return ports.ranges === 'all' ? space.all : space.of(ports.ranges);
}

/** Whether all that `inner` allows `outer` allows too, here and now and as written. */
function covers(network: Network, outer: Placed, inner: Placed): boolean {
  const { universe, space } = network;
  const isWider =
    outer.rule.action === inner.rule.action &&
    isForSameOrAll(outer, inner) &&
    space.includes(outer.ports, inner.ports) &&
    (outer.ports === space.all ||
      inner.rule.ports.names.every((name) => hasName(outer.rule, name)));
  if (!isWider) return false;
  const own = new Set(outer.rule.peers.map(({ key }) => key));
  if (own.has('*') || inner.rule.peers.every(({ key }) => own.has(key))) return true;
  const isAddressed = inner.rule.peers.every(({ kind }) => kind === 'addresses');
  return (
    isAddressed &&
    inner.rule.peers.length > 0 &&
    universe
      .peersOf(outer.rule.peers)
      .addresses.includes(universe.peersOf(inner.rule.peers).addresses)
  );
}

function isForSameOrAll({ policy, rule }: Placed, inner: Placed): boolean {
  const { key, pods } = policy.subject;
  const isSame = key === inner.policy.subject.key;
  return rule.own === undefined && (isSame || pods.requirements.length === 0);
}

function hasName(rule: Rule, { name, protocol }: Rule['ports']['names'][number]): boolean {
  return rule.ports.names.some((one) => one.name === name && one.protocol === protocol);
}

/** Rules with an order: whoever comes first has decided everything. */
function* shadowed(
  network: Network,
  direction: Direction,
  policies: readonly Policy[],
): Iterable<NetworkProblem> {
  const before: Placed[] = [];
  for (const policy of policies.slice(0, maxCompared))
    for (const one of placed(network, policy, direction)) {
      const cover = before.find((other) => hides(network, other, one));
      before.push(one);
      if (cover === undefined || one.rule.peers.length === 0) continue;
      yield problemAt('shadowed', policy.object, one.rule.path, {
        text: `never decides anything: ${nameOf(cover.policy.object)} ${direction} rule ${cover.rule.index + 1} has decided before`,
        related: [ruleReference(cover.policy, cover.rule)],
      });
    }
}

/** As `covers`, whatever the actions; subjects must be the same or all namespaces. */
function hides(network: Network, outer: Placed, inner: Placed): boolean {
  const { namespaces, pods } = outer.policy.subject;
  const isEverybody =
    typeof namespaces !== 'string' &&
    namespaces.requirements.length === 0 &&
    pods.requirements.length === 0;
  if (!isEverybody && outer.policy.subject.key !== inner.policy.subject.key) return false;
  const same = { ...inner, rule: { ...inner.rule, action: outer.rule.action } };
  return covers(network, { ...outer, policy: inner.policy }, same);
}
