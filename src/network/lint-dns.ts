import type { NetworkProblem } from '#model/network.ts';
import { readable } from './lint-text.ts';
import type { Network } from './network.ts';
import { type Peer, type Policy, type Rule, sideReference } from './policy.ts';
import { problemAt } from './problem.ts';
import type { NetworkWorkload } from './workloads.ts';

/** Namespaces where the cluster's name server runs. */
const dnsNamespaces = ['kube-system', 'openshift-dns'];

/**
 * Workloads that may send to pods, whom they know by the names of services, but may not ask a name server. One problem for each
 * policy that gives them egress.
 */
export function* dnsProblems(network: Network): Iterable<NetworkProblem> {
  const found = new Map<Policy, NetworkWorkload[]>();
  for (const workload of network.workloads) {
    const policy = withoutDns(network, workload);
    if (policy !== undefined) found.set(policy, [...(found.get(policy) ?? []), workload]);
  }
  for (const [policy, workloads] of found)
    yield problemAt('no-dns-egress', policy.object, ['spec', 'egress'], {
      text: `${readable(workloads)} may send to other pods, but may not ask a name server (port 53), so names of services do not resolve`,
      related: [sideReference(policy, 'egress')],
    });
}

/** The first policy that lets a workload send to pods, where no policy lets it ask for their addresses. */
function withoutDns(network: Network, { index, namespace }: NetworkWorkload): Policy | undefined {
  if (dnsNamespaces.includes(namespace)) return undefined;
  const policies = network.policiesOf('egress', index);
  if (!policies.some(({ tier }) => tier === 'namespace')) return undefined;
  const rules = policies.flatMap(({ sides }) => sides.egress?.rules ?? []);
  if (rules.some((rule) => asks(rule, network))) return undefined;
  return policies.find(
    ({ tier, sides }) =>
      tier === 'namespace' &&
      sides.egress?.rules.some(({ peers }) => peers.some(({ kind }) => kind === 'pods')),
  );
}

function asks({ action, peers, ports }: Rule, network: Network): boolean {
  if (action !== 'allow' || !peers.some((peer) => mayBeDns(peer, network))) return false;
  if (ports.ranges === 'all' || ports.names.some(({ name }) => /dns/i.test(name))) return true;
  const { space } = network;
  const dns = space.of([
    { protocol: 'UDP', first: 53, last: 53 },
    { protocol: 'TCP', first: 53, last: 53 },
    { protocol: 'UDP', first: 5353, last: 5353 }, // the name server's pods in OpenShift
  ]);
  return space.intersect(space.of(ports.ranges), dns) !== space.none;
}

function mayBeDns(peer: Peer, { universe }: Network): boolean {
  if (peer.kind !== 'pods') return true;
  if (typeof peer.namespaces === 'string') return dnsNamespaces.includes(peer.namespaces);
  if (peer.namespaces.requirements.length === 0) return true;
  const found = universe.namespacesOf(peer.namespaces);
  return found.length === 0 || found.some((name) => dnsNamespaces.includes(name));
}
