import { valueAt } from '#kube/json.ts';
import type { Requirement } from '#kube/selector.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { type NetworkProblem, protocols } from '#model/network.ts';
import type { Bits } from './bits.ts';
import { describePeer } from './describe.ts';
import { NearLabels } from './near-labels.ts';
import type { Network } from './network.ts';
import type { NamedPort, PodPeer, Policy, Rule } from './policy.ts';
import { problemAt } from './problem.ts';

/** Subjects and peers that mean nobody, with the label that was probably meant, and labels that anyone may give a pod. */
export function* selectorProblems(network: Network): Iterable<NetworkProblem> {
  const { universe } = network;
  const hints: Hints = {
    network,
    pods: new NearLabels(universe.labels),
    namespaces: new NearLabels(universe.namespaceLabels),
  };
  for (const alternatives of alternativesOf(network.policies)) {
    const [policy] = alternatives;
    if (policy === undefined) continue;
    if (alternatives.every(({ subject }) => universe.podsOf(subject).isEmpty))
      yield* nobody(hints, policy);
    for (const rule of rulesOf(policy)) yield* peerProblems(hints, policy, rule);
  }
}

/** A selector with alternatives (Calico) stands for several policies with the same rules. */
function* alternativesOf(policies: readonly Policy[]): Iterable<readonly Policy[]> {
  for (const one of Map.groupBy(policies, ({ object }) => object).values())
    yield* Map.groupBy(one, ({ subjectPath }) => subjectPath.join('.')).values();
}

interface Hints {
  readonly network: Network;
  readonly pods: NearLabels;
  readonly namespaces: NearLabels;
}

function* peerProblems(hints: Hints, policy: Policy, rule: Rule): Iterable<NetworkProblem> {
  for (const peer of rule.peers) {
    if (peer.kind !== 'pods') continue;
    yield* typo(hints, policy, peer);
    if (isBorrowed(rule, peer)) yield borrowed(policy, peer);
  }
}

/** Rules of both directions. */
function rulesOf({ sides }: Policy): readonly Rule[] {
  return [...(sides.ingress?.rules ?? []), ...(sides.egress?.rules ?? [])];
}

function* nobody(hints: Hints, policy: Policy): Iterable<NetworkProblem> {
  const found = [...typo(hints, policy, policy.subject)];
  yield* found;
  const text = `selects no workload: ${describePeer(policy.subject)}`;
  yield problemAt('selects-nothing', policy.object, policy.subjectPath, { text });
}

/** A label that nothing has, one letter or two away from one that something has. */
function* typo(hints: Hints, policy: Policy, peer: PodPeer): Iterable<NetworkProblem> {
  if (!hints.network.universe.podsOf(peer).isEmpty) return;
  for (const { index, requirement, field } of termsOf(hints, policy, peer)) {
    const [wanted] = requirement.values;
    if (requirement.operator !== 'In' || wanted === undefined || requirement.values.length > 1)
      continue;
    const near = index.near(requirement.key, wanted);
    if (near === undefined) continue;
    const { key } = requirement;
    yield problemAt('label-typo', policy.object, field, {
      text: `nothing has the label ${key}=${wanted}; did you mean ${near.key}=${near.value}?`,
      ...(near.key === key && { instead: { field, value: near.value } }),
    });
  }
}

interface Term {
  readonly index: NearLabels;
  readonly requirement: Requirement;
  readonly field: FieldPath;
}

/** Labels of a peer that are written as `matchLabels`, with their places. */
function* termsOf({ pods, namespaces }: Hints, { object }: Policy, peer: PodPeer): Iterable<Term> {
  const roots: readonly (readonly [FieldPath, NearLabels])[] = [
    [peer.path, pods],
    [[...peer.path, 'podSelector'], pods],
    [[...peer.path, 'pods', 'podSelector'], pods],
    [[...peer.path, 'namespaceSelector'], namespaces],
    [[...peer.path, 'namespaces'], namespaces],
    [[...peer.path, 'pods', 'namespaceSelector'], namespaces],
  ];
  const all = [peer.pods, peer.namespaces].flatMap((one) =>
    typeof one === 'string' ? [] : one.requirements,
  );
  for (const [root, index] of roots)
    for (const requirement of all) {
      const field = [...root, 'matchLabels', requirement.key];
      if (valueAt(object.body, field) === requirement.values[0])
        yield { index, requirement, field };
    }
}

/** Pods of all namespaces by a label: whoever may create pods anywhere may use it. */
function isBorrowed(rule: Rule, { namespaces, pods }: PodPeer): boolean {
  return (
    rule.direction === 'ingress' &&
    rule.action === 'allow' &&
    typeof namespaces !== 'string' &&
    namespaces.requirements.length === 0 &&
    pods.requirements.length > 0
  );
}

function borrowed({ object }: Policy, peer: PodPeer): NetworkProblem {
  return problemAt('borrowed-label', object, peer.path, {
    text: `lets in ${describePeer(peer)}: whoever may create a pod in any namespace may give it these labels`,
  });
}

/** Named ports that none of the pods have that they would be looked up on. */
export function* portProblems(network: Network): Iterable<NetworkProblem> {
  for (const policy of network.policies)
    for (const rule of rulesOf(policy)) {
      const receivers =
        rule.direction === 'ingress'
          ? network.universe.podsOf(policy.subject)
          : network.universe.peersOf(rule.peers).pods;
      const missing = rule.ports.names.filter((one) => !isNamedOn(network, one, receivers));
      if (missing.length === 0 || receivers.isEmpty) continue;
      const names = missing.map(({ name, protocol }) => [protocol, JSON.stringify(name)].join(' '));
      const text = `no pod that this rule leads to has a port called ${names.join(', ')}: it opens nothing there`;
      yield problemAt('port-matches-nothing', policy.object, [...rule.path, 'ports'], { text });
    }
}

function isNamedOn({ universe }: Network, { name, protocol }: NamedPort, pods: Bits): boolean {
  return (protocol === undefined ? protocols : [protocol]).some((one) =>
    [...universe.podsWithPort(name, one).values()].some((found) => !found.and(pods).isEmpty),
  );
}
