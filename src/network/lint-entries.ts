import { nameOf } from '#kube/object.ts';
import type { NetworkProblem } from '#model/network.ts';
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
      network.space.intersect(entry.ports, network.admitted(entry)) === network.space.none
    ) {
      yield blocked(entry, network);
    }
  }
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
