import type { NetworkMap } from '#model/network.ts';
import { Bits } from './bits.ts';
import { connections } from './connections.ts';
import { named } from './names.ts';
import type { Network } from './network.ts';
import type { PortSet } from './ports.ts';

/** Who may open connections to what a name means, addresses and entries too. Throws `usage.invalid-argument` for unknown names. */
export function whoCanReach(network: Network, target: string, ports?: PortSet): NetworkMap {
  return around(network, target, 'ingress', ports);
}

/** Where what a name means may connect to. Throws `usage.invalid-argument` for unknown names. */
export function reachOf(network: Network, source: string, ports?: PortSet): NetworkMap {
  return around(network, source, 'egress', ports);
}

function around(
  network: Network,
  name: string,
  direction: 'ingress' | 'egress',
  ports: PortSet | undefined,
): NetworkMap {
  const { pods } = named(network, name);
  const workloads = pods.and(Bits.range(0, network.workloads.length));
  return connections(network, { workloads, direction, ...(ports !== undefined && { ports }) });
}
