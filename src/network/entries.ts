import { fieldOf, textOf, textsOf } from '#kube/json.ts';
import { type Entry, type EntryReader, led } from './entry.ts';
import { gatewayEntries } from './gateway.ts';
import { ingressEntries, routeEntries } from './ingress.ts';
import type { PortSpace } from './ports.ts';
import { portsOfService } from './services.ts';
import type { NetworkWorkload } from './workloads.ts';

/** All ways in: Ingress, Route, Gateway API, services of the types LoadBalancer and NodePort, and ports of nodes. */
export function entriesOf(
  reader: EntryReader,
  workloads: readonly NetworkWorkload[],
): readonly Entry[] {
  return [
    ...ingressEntries(reader),
    ...routeEntries(reader),
    ...gatewayEntries(reader),
    ...serviceEntries(reader),
    ...hostEntries(workloads, reader.space),
  ];
}

function* serviceEntries({ view, services }: EntryReader): Iterable<Entry> {
  for (const service of view.ofKind('', 'Service')) {
    const spec = fieldOf(service.body, 'spec');
    const type = textOf(fieldOf(spec, 'type')) ?? 'ClusterIP';
    const sources = textsOf(fieldOf(spec, 'loadBalancerSourceRanges'));
    const base = { objects: [service], hosts: [] };
    if (type === 'LoadBalancer') {
      yield* led(services.targets(service), { ...base, kind: 'load-balancer', sources });
      if (fieldOf(spec, 'allocateLoadBalancerNodePorts') === false) continue;
    }
    if (type === 'LoadBalancer' ? sources.length > 0 : type === 'NodePort')
      yield* led(services.targets(service), { ...base, kind: 'node-port', sources: [] });
    if (textsOf(fieldOf(spec, 'externalIPs')).length > 0)
      yield* led(services.targetsOf(service, portsOfService(service)), {
        ...base,
        kind: 'external-ip',
        sources: [],
      });
  }
}

/** Pods that listen on their node. Which ports one with the node's network uses is only known where it says so. */
function* hostEntries(workloads: readonly NetworkWorkload[], space: PortSpace): Iterable<Entry> {
  for (const workload of workloads) {
    const { ports, isHostNetwork, object } = workload;
    const open = isHostNetwork ? ports : ports.filter(({ hostPort }) => hostPort !== undefined);
    if (open.length === 0) continue;
    const set = space.of(open.map(({ protocol, port }) => ({ protocol, first: port, last: port })));
    const kind = isHostNetwork ? 'host-network' : 'host-port';
    yield { workload, ports: set, kind, objects: [object], hosts: [], sources: [] };
  }
}
