import { nameOf } from '#kube/object.ts';
import type { NetworkProblem } from '#model/network.ts';
import { announcedFlows } from './announced.ts';
import { formatPorts } from './describe.ts';
import type { Entry } from './entry.ts';
import type { Network } from './network.ts';
import { sideReference } from './policy.ts';
import { problemAt } from './problem.ts';

/** Ways in that no policy guards, and ways in that policies shut. One problem for each object and workload. */
export function* entryProblems(network: Network): Iterable<NetworkProblem> {
  const seen = new Set<string>();
  for (const entry of network.entries) {
    const object = entry.objects.at(-1) ?? entry.workload.object;
    const key = `${entry.kind}\n${nameOf(entry.objects[0] ?? object)}\n${entry.workload.id}`;
    if (seen.has(key) || entry.workload.isHostNetwork) continue;
    seen.add(key);
    const policies = network.policiesOf('ingress', entry.workload.index);
    if (policies.length === 0) {
      if (entry.sources.length === 0) yield exposed(entry, network);
    } else if (
      network.space.intersect(entry.ports, network.admitted(entry)) === network.space.none &&
      !mayMeanController(entry, network)
    ) {
      yield blocked(entry, network);
    }
  }
}

/** Rules may speak of a controller that is not among the objects. */
function mayMeanController({ kind, workload }: Entry, network: Network): boolean {
  if (kind !== 'ingress' && kind !== 'route' && kind !== 'gateway') return false;
  const { completeness } = network.view;
  const rules = network
    .policiesOf('ingress', workload.index)
    .flatMap(({ sides }) => sides.ingress?.rules ?? []);
  return (
    completeness === 'manifests' &&
    rules.some(({ action, peers }) =>
      peers.some(
        (peer) =>
          action === 'allow' && peer.kind === 'pods' && network.universe.podsOf(peer).isEmpty,
      ),
    )
  );
}

function exposed({ workload, kind, objects, ports }: Entry, { space }: Network): NetworkProblem {
  const [outermost = workload.object] = objects;
  const open = formatPorts(space.toPorts(ports));
  return problemAt('exposed', workload.object, [], {
    text: `${nameOf(outermost)} (${kind}) leads from outside to ${nameOf(workload)} on ${open}, and no NetworkPolicy limits who and what may come in`,
  });
}

function blocked({ workload, objects, ports }: Entry, network: Network): NetworkProblem {
  const [outermost = workload.object] = objects;
  const open = formatPorts(network.space.toPorts(ports));
  const policies = network.policiesOf('ingress', workload.index);
  return problemAt('entry-blocked', outermost, [], {
    text: `leads to ${nameOf(workload)} on ${open}, but no policy there lets it in`,
    related: policies.map((policy) => sideReference(policy, 'ingress')),
  });
}

/** Connections that manifests announce and that policies of either side deny. */
export function* wantedProblems(network: Network): Iterable<NetworkProblem> {
  const byId = new Map(network.workloads.map((workload) => [workload.id, workload]));
  const { space } = network;
  for (const { source, target, protocol, port, evidence } of announcedFlows(network)) {
    const [from, to] = [byId.get(source), byId.get(target)];
    if (from === undefined || to === undefined) continue;
    const asked = space.of([{ protocol, first: port, last: port }]);
    if (space.includes(network.between(from.index, to.index), asked)) continue;
    yield problemAt('wanted-blocked', from.object, [], {
      text: `${evidence} names a service of ${nameOf(to)}, but policies deny ${protocol} ${port} to it`,
      related: [
        ...network.policiesOf('egress', from.index).map((one) => sideReference(one, 'egress')),
        ...network.policiesOf('ingress', to.index).map((one) => sideReference(one, 'ingress')),
      ],
    });
  }
}
