import { locate, referenceOf } from '#kube/object.ts';
import type { AddressPeer, EntryPeer, NetworkPeer, WorkloadPeer } from '#model/network.ts';
import {
  type AddressRange,
  cidrsOf,
  familyOf,
  formatAddress,
  hasPublicAddress,
} from './addresses.ts';
import type { NetworkWorkload } from './workloads.ts';

/** Who knows the networks of workloads. */
interface NetworkNames {
  networkOf(workload: NetworkWorkload): string | undefined;
}

/** A workload as reports show it. */
export function workloadPeer(workload: NetworkWorkload, network: NetworkNames): WorkloadPeer {
  const { id, namespace, name, kind, object, labels, isHostNetwork } = workload;
  const own = network.networkOf(workload);
  return {
    kind: 'workload',
    id,
    namespace,
    name,
    workloadKind: kind,
    object: referenceOf(object),
    location: locate(object, []),
    labels: Object.fromEntries(labels),
    hostNetwork: isHostNetwork,
    ...(own !== undefined && { network: own }),
  };
}

/** A range of addresses as reports show it. */
export function addressPeer(range: AddressRange): AddressPeer {
  const first = formatAddress(range.first);
  const last = formatAddress(range.last);
  return {
    kind: 'addresses',
    id: first === last ? first : `${first}-${last}`,
    first,
    last,
    family: familyOf(range),
    cidrs: cidrsOf(range),
    isPublic: hasPublicAddress(range),
  };
}

/** What passes connections from outside on. */
export function entryPeer(id: string): EntryPeer {
  return { kind: 'entry', id, name: id.replace(/^\{|\}$/g, '') };
}

export function byId(a: Pick<NetworkPeer, 'id'>, b: Pick<NetworkPeer, 'id'>): number {
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
