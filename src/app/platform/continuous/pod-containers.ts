import { bytesOfText } from '#kit/byte-string.ts';
import { booleanOf, fieldOf, listOf, numberOf, objectsOf, textOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { isDigest } from '#model/digest.ts';
import type { Json } from '#model/json-value.ts';
import type {
  ContainerEngine,
  ContainerMount,
  PodReference,
  WorkloadContainer,
  WorkloadImage,
} from '#model/workload.ts';

/** A container of a pod, as the cluster tells it. */
export interface PodContainer {
  readonly container: WorkloadContainer;
  readonly gone: boolean;
}

const engines: Readonly<Record<string, ContainerEngine>> = {
  docker: 'docker',
  containerd: 'containerd',
  'cri-o': 'cri-o',
};
const kinds = [
  ['containers', 'containerStatuses'],
  ['initContainers', 'initContainerStatuses'],
  ['ephemeralContainers', 'ephemeralContainerStatuses'],
] as const;

/** The containers of a pod that were started; texts are byte strings, as of everything that is known of containers. */
export function containersOfPod(pod: KubeObject, reference: PodReference): readonly PodContainer[] {
  const spec = fieldOf(pod.body, 'spec');
  const status = fieldOf(pod.body, 'status');
  const found: PodContainer[] = [];
  for (const [list, states] of kinds) {
    const byName = new Map(
      objectsOf(fieldOf(spec, list)).map(([, one]) => [textOf(fieldOf(one, 'name')) ?? '', one]),
    );
    for (const [, state] of objectsOf(fieldOf(status, states))) {
      const declared = byName.get(textOf(fieldOf(state, 'name')) ?? '');
      const one = declared && containerOf({ state, declared, spec, status, reference });
      if (one !== undefined) found.push(one);
    }
  }
  return found;
}

interface Parts {
  readonly state: Json;
  readonly declared: Json;
  readonly spec: Json | undefined;
  readonly status: Json | undefined;
  readonly reference: PodReference;
}

function containerOf(parts: Parts): PodContainer | undefined {
  const { state, declared, spec, status, reference } = parts;
  const [, scheme = '', id] =
    /^([a-z-]{1,20}):\/\/([0-9a-fA-F]{12,128})$/u.exec(
      textOf(fieldOf(state, 'containerID')) ?? '',
    ) ?? [];
  if (id === undefined) return undefined;
  const name = bytesOfText(textOf(fieldOf(declared, 'name')) ?? '');
  const started = Date.parse(
    textOf(fieldOf(fieldOf(fieldOf(state, 'state'), 'running'), 'startedAt')) ?? '',
  );
  const address = textOf(fieldOf(status, 'podIP'));
  const container: WorkloadContainer = {
    id,
    shortId: id.slice(0, 12),
    engine: engines[scheme] ?? 'unknown',
    name,
    pod: { ...reference, container: name },
    ...imageOf(state, declared),
    ...privilegesOf(declared, spec),
    mounts: hostMounts(declared, spec),
    ...(Number.isFinite(started) && { created: started }),
    ...(address !== undefined && { addresses: [bytesOfText(address)] }),
  };
  return { container, gone: fieldOf(fieldOf(state, 'state'), 'running') === undefined };
}

/** `imageID` is a name with the manifest's digest, or the digest of the configuration alone. */
function imageOf(state: Json, declared: Json): { readonly image?: WorkloadImage } {
  const reference = textOf(fieldOf(declared, 'image'));
  if (reference === undefined) return {};
  const given = (textOf(fieldOf(state, 'imageID')) ?? '').replace(/^[a-z-]{1,20}:\/\//u, '');
  const at = given.indexOf('@');
  const digest = given.slice(at + 1);
  if (!isDigest(digest)) return { image: { reference: bytesOfText(reference) } };
  return {
    image: {
      reference: bytesOfText(reference),
      ...(at < 0 ? { id: digest } : { digest, repository: bytesOfText(given.slice(0, at)) }),
    },
  };
}

function privilegesOf(declared: Json, spec: Json | undefined): Partial<WorkloadContainer> {
  const own = fieldOf(declared, 'securityContext');
  const shared = fieldOf(spec, 'securityContext');
  const user = numberOf(fieldOf(own, 'runAsUser')) ?? numberOf(fieldOf(shared, 'runAsUser'));
  const added = listOf(fieldOf(fieldOf(own, 'capabilities'), 'add'))
    .flatMap((one) => textOf(one) ?? [])
    .map((one) => (one.startsWith('CAP_') ? one : `CAP_${one}`));
  return {
    privileged: booleanOf(fieldOf(own, 'privileged')) === true,
    hostNetwork: booleanOf(fieldOf(spec, 'hostNetwork')) === true,
    hostPid: booleanOf(fieldOf(spec, 'hostPID')) === true,
    readOnlyRoot: booleanOf(fieldOf(own, 'readOnlyRootFilesystem')) === true,
    capabilities: added.slice(0, 64).map(bytesOfText),
    ...(user !== undefined && { user: String(user) }),
  };
}

function hostMounts(declared: Json, spec: Json | undefined): readonly ContainerMount[] {
  const paths = new Map(
    objectsOf(fieldOf(spec, 'volumes')).flatMap(([, volume]) => {
      const path = textOf(fieldOf(fieldOf(volume, 'hostPath'), 'path'));
      return path === undefined ? [] : [[textOf(fieldOf(volume, 'name')) ?? '', path] as const];
    }),
  );
  return objectsOf(fieldOf(declared, 'volumeMounts')).flatMap(([, mount]) => {
    const source = paths.get(textOf(fieldOf(mount, 'name')) ?? '');
    if (source === undefined) return [];
    return {
      source: bytesOfText(source),
      destination: bytesOfText(textOf(fieldOf(mount, 'mountPath')) ?? ''),
      mode: '',
      readWrite: booleanOf(fieldOf(mount, 'readOnly')) !== true,
      propagation: '',
    };
  });
}
