import { fieldOf, numberOf, objectsOf, textMapOf, textOf, textsOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { selectorOfLabels } from '#kube/selector.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { Protocol } from '#model/network.ts';
import type { PortSet, PortSpace } from './ports.ts';
import type { Universe } from './universe.ts';
import { type NetworkWorkload, readProtocol } from './workloads.ts';

/** One workload behind a service, and the ports of its pods that the service leads to. */
export interface ServiceTarget {
  readonly workload: NetworkWorkload;
  readonly ports: PortSet;
}

/** A port of a service; `protocol` is that of both sides. */
export interface ServicePort {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
  /** Number, or name of a container port. */
  readonly target: number | string;
  readonly nodePort: number | undefined;
}

/** What a reference to a port of a service may be: its number, its name, nothing for all. */
export type PortReference = number | string | undefined;

/** Services and the workloads behind them. */
export class Services {
  readonly #view: ClusterView;
  readonly #universe: Universe;
  readonly #space: PortSpace;

  constructor(view: ClusterView, universe: Universe, space: PortSpace) {
    this.#view = view;
    this.#universe = universe;
    this.#space = space;
  }

  find(namespace: string, name: string): KubeObject | undefined {
    return this.#view.find('', 'Service', name, namespace);
  }

  /** Workloads that a service leads to through one of its ports, or through all. */
  targets(service: KubeObject, reference?: PortReference): readonly ServiceTarget[] {
    return this.targetsOf(service, portsOfService(service).filter(matching(reference)));
  }

  targetsOf(service: KubeObject, ports: readonly ServicePort[]): readonly ServiceTarget[] {
    return this.workloadsOf(service).flatMap((workload) => {
      const open = this.#space.unionOf(ports.map((port) => this.#onPod(port, workload)));
      return open === this.#space.none ? [] : [{ workload, ports: open }];
    });
  }

  /** Workloads that a service selects; without a selector those that its slices of endpoints name. */
  workloadsOf(service: KubeObject): readonly NetworkWorkload[] {
    const spec = fieldOf(service.body, 'spec');
    if (textOf(fieldOf(spec, 'type')) === 'ExternalName') return [];
    const labels = textMapOf(fieldOf(spec, 'selector'));
    if (labels.size === 0) return this.#endpointsOf(service);
    const scope = this.#universe.inNamespace(service.namespace ?? 'default');
    const found = this.#universe.labels.select(selectorOfLabels(labels), scope);
    return [...found].flatMap((index) => this.#universe.workloads[index] ?? []);
  }

  /** Pods that slices of endpoints, or the old Endpoints, name or whose addresses they hold. */
  #endpointsOf({ namespace = 'default', name }: KubeObject): readonly NetworkWorkload[] {
    const slices = this.#view
      .ofKind('discovery.k8s.io', 'EndpointSlice')
      .filter(
        (slice) =>
          slice.namespace === namespace && slice.labels.get('kubernetes.io/service-name') === name,
      )
      .flatMap(({ body }) => objectsOf(fieldOf(body, 'endpoints')));
    const old = this.#view.find('', 'Endpoints', name, namespace);
    const subsets = objectsOf(old && fieldOf(old.body, 'subsets'));
    const ends = [...slices, ...subsets.flatMap(([, one]) => objectsOf(fieldOf(one, 'addresses')))];
    const names = new Set(ends.map(([, end]) => textOf(valueAt(end, ['targetRef', 'name']))));
    const addresses = new Set(
      ends.flatMap(([, end]) => [
        ...textsOf(fieldOf(end, 'addresses')),
        textOf(fieldOf(end, 'ip')),
      ]),
    );
    if (names.size === 0 && addresses.size === 0) return [];
    return this.#universe.workloads.filter(
      (one) =>
        (one.namespace === namespace && one.podNames.some((pod) => names.has(pod))) ||
        one.podAddresses.some((address) => addresses.has(address)),
    );
  }

  #onPod({ protocol, target }: ServicePort, { ports }: NetworkWorkload): PortSet {
    if (typeof target === 'number')
      return this.#space.of([{ protocol, first: target, last: target }]);
    const named = ports.filter((port) => port.name === target && port.protocol === protocol);
    return this.#space.of(named.map(({ port }) => ({ protocol, first: port, last: port })));
  }
}

/** Ports of a service (core/v1 ServicePort); `targetPort` is the port itself where none is written. */
export function portsOfService({ body }: KubeObject): readonly ServicePort[] {
  return objectsOf(valueAt(body, ['spec', 'ports'])).flatMap(([, item]) => {
    const port = numberOf(fieldOf(item, 'port'));
    const protocol = readProtocol(fieldOf(item, 'protocol'));
    if (port === undefined || protocol === undefined) return [];
    return [
      {
        name: textOf(fieldOf(item, 'name')) ?? '',
        protocol,
        port,
        target: targetOf(item) ?? port,
        nodePort: numberOf(fieldOf(item, 'nodePort')),
      },
    ];
  });
}

function targetOf(item: JsonObject): number | string | undefined {
  const target: Json | undefined = fieldOf(item, 'targetPort');
  if (typeof target === 'number' && target !== 0) return target;
  return typeof target === 'string' && target !== '' ? target : undefined;
}

/** Whether a port is the one that is referred to; routes of OpenShift name target ports too. */
function matching(reference: PortReference): (port: ServicePort) => boolean {
  return ({ name, port, target }) =>
    reference === undefined ||
    reference === port ||
    reference === target ||
    (name !== '' && reference === name);
}
