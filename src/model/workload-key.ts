import type { WorkloadContainer, WorkloadKey } from './workload.ts';

const composeService = 'com.docker.compose.service';
const composeProject = 'com.docker.compose.project';

/**
 * Whose behaviour this is: the same image in the same role. Replicas, restarts and scaled services share one key;
 * another digest is another key, and carries the profile over.
 */
export function workloadKeyOf(container: WorkloadContainer): WorkloadKey {
  return {
    image: imageOf(container),
    container:
      container.pod?.container ??
      label(container, composeService) ??
      withoutReplica(container.name ?? ''),
    workload: workloadOf(container),
  };
}

/** One string for one key: its members, one a line. */
export function formatKey(key: WorkloadKey): string {
  return `${key.image}\n${key.container}\n${key.workload}`;
}

/** The role without the image: what a profile is carried over by. */
export function roleOf(key: WorkloadKey): string {
  return `${key.container}\n${key.workload}`;
}

function imageOf({ image, id }: WorkloadContainer): string {
  return image?.id ?? image?.digest ?? image?.reference ?? `container ${id}`;
}

function workloadOf(container: WorkloadContainer): string {
  const { pod } = container;
  if (pod === undefined) return label(container, composeProject) ?? '';
  return `${pod.namespace}/${pod.owner ?? `Pod/${withoutReplica(pod.name)}`}`;
}

/** `web-7d4b9c6f5d-x2x9z`, `web-1`, `web_2` are replicas of `web`. */
function withoutReplica(name: string): string {
  return name
    .slice(0, 253)
    .replace(/-[0-9a-f]{6,10}-[0-9a-z]{5}$/, '')
    .replace(/[-_][0-9]{1,4}$/, '');
}

function label({ labels }: WorkloadContainer, name: string): string | undefined {
  return labels !== undefined && Object.hasOwn(labels, name) ? labels[name] : undefined;
}
