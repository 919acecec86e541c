import { textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { NetworkFlow } from '#model/network-flow.ts';
import { type Mention, mentionsOf } from './mentions.ts';
import type { Network } from './network.ts';
import { rangesOf } from './ports.ts';
import { portsOfService, type ServiceTarget } from './services.ts';
import type { NetworkWorkload } from './workloads.ts';

/**
 * Connections that manifests announce: names of services in variables, arguments and ConfigMaps of workloads
 * (`api`, `api.shop`, `api.shop.svc.cluster.local:8080`, `http://api:8080/x`), each to the pods behind the service.
 */
export function announcedFlows(network: Network): readonly NetworkFlow[] {
  const all = network.workloads.flatMap((workload) =>
    [...mentionsOf(workload, network.view)]
      .filter(({ isSure }) => isSure)
      .flatMap((mention) => flowsTo(network, workload, mention)),
  );
  return [
    ...new Map(
      all.map((flow) => [`${flow.source}\n${flow.target}\n${flow.protocol}\n${flow.port}`, flow]),
    ).values(),
  ];
}

function flowsTo(
  network: Network,
  workload: NetworkWorkload,
  mention: Mention,
): readonly NetworkFlow[] {
  const service = network.services.find(mention.namespace, mention.name);
  if (service === undefined) return [];
  return targetsOf(network, service, mention.port)
    .filter((target) => target.workload !== workload)
    .flatMap((target) =>
      rangesOf(target.ports).map(({ protocol, first }) => ({
        source: workload.id,
        target: target.workload.id,
        protocol,
        port: first,
        count: 1,
        evidence: mention.where,
      })),
    );
}

/** A service without an address of its own leads to whatever port is asked for. */
function targetsOf(
  { services, space }: Network,
  service: KubeObject,
  port: number | undefined,
): readonly ServiceTarget[] {
  const ports = portsOfService(service);
  if (port === undefined) return services.targetsOf(service, ports);
  const meant = ports.filter((one) => one.port === port);
  if (meant.length > 0) return services.targetsOf(service, meant);
  if (textOf(valueAt(service.body, ['spec', 'clusterIP'])) !== 'None') return [];
  const open = space.of([{ protocol: 'TCP', first: port, last: port }]);
  return services.workloadsOf(service).map((workload) => ({ workload, ports: open }));
}
