import type { ContainerDirectory } from '#contract/runtime.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { workloadKeyOf } from '#model/workload-key.ts';
import type { PeerNames } from '#profile/address.ts';

const maxAddresses = 20_000;

/** Whose an address is: what the cluster says, else the container of this machine that has it; replicas share a name. */
export function peerNames(
  directory: ContainerDirectory,
  inCluster: PeerNames | undefined,
): PeerNames {
  const names = new Map<string, string>();
  function take(container: WorkloadContainer, gone: boolean): void {
    const name = nameOf(container);
    for (const address of addressesOf(container)) {
      const isOwn = names.get(address) === name;
      if (gone && isOwn) names.delete(address);
      if (!gone && name !== undefined && names.size < maxAddresses) names.set(address, name);
    }
  }
  for (const container of directory.containers) take(container, false);
  directory.onChange(take);
  return (address, port) => inCluster?.(address, port) ?? names.get(address);
}

/** Containers on the host's network have its address: that says nothing of them. */
function addressesOf({ addresses = [], hostNetwork }: WorkloadContainer): readonly string[] {
  return hostNetwork === true ? [] : addresses;
}

function nameOf(container: WorkloadContainer): string | undefined {
  const { container: role, workload } = workloadKeyOf(container);
  if (role === '') return undefined;
  return `container:${workload === '' ? role : `${workload}/${role}`}`;
}
