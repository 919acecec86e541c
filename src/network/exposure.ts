import type {
  Direction,
  ExposureLevel,
  ExposureLine,
  ExposureReport,
  WorkloadExposure,
} from '#model/network.ts';
import { exposureLevels } from '#model/network.ts';
import { familyOf } from './addresses.ts';
import { workloadEntry } from './connections.ts';
import type { Network } from './network.ts';
import { addressPeer, byId, workloadPeer } from './peers.ts';
import type { PortSet } from './ports.ts';
import {
  entireCluster,
  type Representative,
  Representatives,
  selectedPeer,
} from './representatives.ts';
import { decide, namesOpenTo } from './verdict.ts';
import type { NetworkWorkload } from './workloads.ts';

/**
 * How far each workload is open, also for pods that do not exist yet: each selector of a rule that means nobody in particular
 * here stands for the pods that it would mean.
 */
export function exposure(network: Network): ExposureReport {
  const representatives = new Representatives(network);
  const workloads = network.workloads.map((one) => exposureOf(one, network, representatives));
  return {
    workloads: workloads.sort(
      (a, b) =>
        exposureLevels.indexOf(a.level) - exposureLevels.indexOf(b.level) ||
        byId(a.workload, b.workload),
    ),
    notices: network.notices,
    gaps: network.gaps,
  };
}

function exposureOf(
  workload: NetworkWorkload,
  network: Network,
  representatives: Representatives,
): WorkloadExposure {
  const entries = network.entriesTo(workload).map((entry) => workloadEntry(entry, network));
  const open = entries.filter(({ reachable }) => reachable.ranges.length > 0);
  const ingress = linesOf(workload, 'ingress', network, representatives);
  return {
    workload: workloadPeer(workload, network),
    isIngressProtected: network.policiesOf('ingress', workload.index).length > 0,
    isEgressProtected: network.policiesOf('egress', workload.index).length > 0,
    level: levelOf(workload, open.length > 0, ingress, network),
    entries: open,
    ingress,
    egress: linesOf(workload, 'egress', network, representatives),
  };
}

function linesOf(
  workload: NetworkWorkload,
  direction: Direction,
  network: Network,
  representatives: Representatives,
): readonly ExposureLine[] {
  const { space } = network;
  const lines: ExposureLine[] = [...outside(workload, direction, network)];
  const known = spell(network, workload, direction, entireCluster);
  const policies = network.policiesOf(direction, workload.index);
  for (const one of [entireCluster, ...representatives.meantBy(policies, direction)]) {
    const { ports, names } = spell(network, workload, direction, one);
    const isSame = ports === known.ports && names.join() === known.names.join();
    const isNews = one === entireCluster ? ports !== space.none || names.length > 0 : !isSame;
    if (isNews)
      lines.push({
        peer: selectedPeer(one),
        ports: space.toPorts(ports),
        ...(names.length > 0 && { names }),
      });
  }
  return lines;
}

function spell(
  network: Network,
  workload: NetworkWorkload,
  direction: Direction,
  other: Representative,
): { readonly ports: PortSet; readonly names: readonly string[] } {
  return {
    ports: decide(network, direction, workload, other),
    names: direction === 'egress' ? namesOpenTo(network, workload, other) : [],
  };
}

function* outside(
  { index }: NetworkWorkload,
  direction: Direction,
  network: Network,
): Iterable<ExposureLine> {
  const { addresses } = network.universe;
  for (const { peers, ports } of network.rowOf(direction, index).addresses)
    for (const range of addresses.rangesOf(peers))
      if (familyOf(range) === 4 || network.usesIpv6)
        yield { peer: addressPeer(range), ports: network.space.toPorts(ports) };
}

function levelOf(
  workload: NetworkWorkload,
  isEntered: boolean,
  ingress: readonly ExposureLine[],
  network: Network,
): ExposureLevel {
  if (isEntered) return 'internet';
  const open = ingress.filter(({ ports }) => ports.ranges.length > 0).map(({ peer }) => peer);
  if (open.some((peer) => peer.kind === 'addresses' && peer.isPublic)) return 'addresses';
  const selected = open.filter((peer) => peer.kind === 'selected');
  if (
    selected.some(
      (peer) => isAll(peer) && peer.namespace === undefined && peer.namespaceSelector === undefined,
    )
  )
    return 'cluster';
  const senders = network.senders(workload);
  const foreign = senders.some((one) => one.namespace !== workload.namespace);
  if (foreign || selected.some(({ namespace }) => namespace !== workload.namespace))
    return 'namespaces';
  if (selected.some((peer) => isAll(peer) && peer.namespace === workload.namespace))
    return 'namespace';
  return senders.length > 0 || selected.length > 0 ? 'selected' : 'none';
}

function isAll({ podSelector }: { readonly podSelector?: string }): boolean {
  return podSelector === undefined;
}
