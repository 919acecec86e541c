import { fieldOf, textOf, textsOf } from '#kube/json.ts';
import type { NetworkFlow } from '#model/network-flow.ts';
import { tryParseCidr } from './addresses.ts';
import { Bits } from './bits.ts';
import { type End, endsOf } from './explain.ts';
import { isNobody, tryNamed } from './names.ts';
import type { Network } from './network.ts';
import { addressPeer } from './peers.ts';
import { portsOfService } from './services.ts';

/** A flow between things that the network knows; what a service stands for is one end each. */
export interface PlacedFlow {
  readonly flow: NetworkFlow;
  readonly source: End;
  readonly target: End;
  /** Port of the target's pods. */
  readonly port: number;
}

interface Unplaced {
  readonly flow: NetworkFlow;
  readonly reason: string;
}

/** Workloads that one name may stand for. */
const maxEnds = 1000;

/** Places flows: names and addresses of pods, addresses and names of services, anything else outside. */
export class FlowEnds {
  readonly #network: Network;
  readonly #services: ReadonlyMap<string, readonly [string, string]>;

  constructor(network: Network) {
    this.#network = network;
    this.#services = new Map(
      network.view.ofKind('', 'Service').flatMap(({ body, name, namespace = 'default' }) => {
        const spec = fieldOf(body, 'spec');
        const addresses = [
          textOf(fieldOf(spec, 'clusterIP')) ?? '',
          ...textsOf(fieldOf(spec, 'clusterIPs')),
          ...textsOf(fieldOf(spec, 'externalIPs')),
        ];
        return addresses
          .filter((one) => tryParseCidr(one) !== undefined)
          .map((one) => [one, [namespace, name]] as const);
      }),
    );
  }

  place(flow: NetworkFlow): readonly PlacedFlow[] | Unplaced {
    const source = this.#endsOf(flow.source);
    if (source.length === 0) return { flow, reason: `nothing here is called "${flow.source}"` };
    const service = this.#services.get(flow.target);
    const targets =
      service === undefined
        ? this.#endsOf(flow.target).map((target) => ({ target, port: flow.port }))
        : this.#behind(service, flow);
    if (targets.length === 0) return { flow, reason: `nothing here is called "${flow.target}"` };
    return source.flatMap((from) =>
      targets
        .filter(({ target }) => from.pod !== undefined || target.pod !== undefined)
        .filter(({ target }) => from.pod === undefined || from.pod !== target.pod)
        .map(({ target, port }) => ({ flow, source: from, target, port })),
    );
  }

  #endsOf(text: string): readonly End[] {
    const found = tryNamed(this.#network, text);
    if (found.range !== undefined && found.pods.isEmpty) {
      const piece = this.#network.universe.addresses.pieceOf(found.range.first);
      return [{ piece, peer: addressPeer(found.range) }];
    }
    if (!isNobody(found)) return endsOf(this.#network, found).slice(0, maxEnds);
    const owner = this.#ownerOf(text);
    if (owner === undefined) return [];
    return endsOf(this.#network, { text, pods: Bits.of([owner]), addresses: Bits.none });
  }

  /** The workload whose pods are called like this: `web-7d9f8b6c5-x2x4z` of the Deployment `web`. */
  #ownerOf(text: string): number | undefined {
    const [namespace, kind, pod = ''] = text.split('/');
    if (kind !== 'Pod') return undefined;
    const owners = this.#network.workloads
      .filter((one) => one.namespace === namespace && pod.startsWith(`${one.name}-`))
      .sort((a, b) => b.name.length - a.name.length);
    return owners[0]?.index;
  }

  #behind([namespace, name]: readonly [string, string], flow: NetworkFlow) {
    const { services } = this.#network;
    const service = services.find(namespace, name);
    if (service === undefined) return [];
    const ports = portsOfService(service).filter(
      ({ port, protocol }) => port === flow.port && protocol === flow.protocol,
    );
    return services.targetsOf(service, ports).flatMap(({ workload, ports: open }) => {
      const [target] = this.#endsOf(workload.id);
      const [port] = open.bounds;
      return target === undefined || port === undefined ? [] : [{ target, port: port % 65_536 }];
    });
  }
}
