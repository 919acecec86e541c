import { isDigest } from '#model/digest.ts';
import type { ContainerMount, WorkloadImage } from '#model/workload.ts';
import { addedCapabilities, type ContainerFacts } from './facts.ts';
import { imageOfReference } from './image-reference.ts';
import {
  flagAt,
  known,
  listAt,
  mapAt,
  memberAt,
  numberAt,
  textAt,
  textsAt,
  timeAt,
} from './json-field.ts';
import { joinLabels, jsonLabels, podOfLabels, probesOfLabels } from './pod-labels.ts';

type Labels = Readonly<Record<string, string>>;

/** Mounts that every container has. */
const systemTypes = new Set(['proc', 'sysfs', 'cgroup', 'cgroup2', 'devpts', 'mqueue', 'tmpfs']);

/**
 * Reads `config.json` of a bundle (OCI runtime-spec v1.2 §config), with the annotations of containerd's CRI plug-in, CRI-O and podman.
 * What is missing or of another type is not known; nothing is thrown.
 */
export function factsOfOciConfig(config: unknown): ContainerFacts {
  const annotations = mapAt(config, 'annotations') ?? {};
  const bounding = textsAt(config, 'process', 'capabilities', 'bounding') ?? [];
  const probes = probesOfLabels(annotations);
  return known({
    name: nameOf(annotations),
    image: imageOf(annotations),
    privileged: saysPrivileged(annotations) ?? isPrivileged(config, bounding),
    hostNetwork: sharesHost(config, 'network'),
    hostPid: sharesHost(config, 'pid'),
    user: userOf(config),
    labels: labelsOf(annotations),
    mounts: mountsOf(config),
    created: timeAt(annotations, 'io.kubernetes.cri-o.Created'),
    capabilities: addedCapabilities(bounding),
    readOnlyRoot: flagAt(config, 'root', 'readonly') ?? false,
    seccomp: memberAt(config, 'linux', 'seccomp') === undefined ? 'unconfined' : undefined,
    appArmor: textAt(config, 'process', 'apparmorProfile'),
    probes: probes.length > 0 ? probes : undefined,
    pod: podOfLabels(labelsOf(annotations)),
  });
}

function nameOf(annotations: Labels): string | undefined {
  return (
    annotations['io.kubernetes.cri.container-name'] ??
    annotations['io.kubernetes.cri-o.ContainerName'] ??
    annotations['io.kubernetes.cri-o.Name'] ??
    annotations['nerdctl/name'] ??
    annotations['io.container.manager.name']
  );
}

function imageOf(annotations: Labels): WorkloadImage | undefined {
  const told =
    annotations['io.kubernetes.cri.image-name'] ??
    annotations['io.kubernetes.cri-o.Image'] ??
    annotations['io.kubernetes.cri-o.ImageName'] ??
    annotations['org.opencontainers.image.ref.name'];
  if (told === undefined || told === '') return undefined;
  const raw = annotations['io.kubernetes.cri-o.ImageRef'] ?? '';
  const id = raw.includes(':') ? raw : `sha256:${raw}`;
  return { ...imageOfReference(told), ...(isDigest(id) && { id }) };
}

/** podman and CRI-O write down what they were asked for. */
function saysPrivileged(annotations: Labels): boolean | undefined {
  const said =
    annotations['io.podman.annotations.privileged'] ??
    annotations['io.kubernetes.cri-o.PrivilegedRuntime'];
  return said === undefined ? undefined : said.toLowerCase() === 'true';
}

/** As containerd's `WithPrivileged` leaves it: nothing masked, no filter, every capability. */
function isPrivileged(config: unknown, bounding: readonly string[]): boolean | undefined {
  if (memberAt(config, 'linux') === undefined) return undefined;
  const isOpen = ['maskedPaths', 'readonlyPaths'].every(
    (key) => (listAt(config, 'linux', key) ?? []).length === 0,
  );
  return isOpen && bounding.includes('CAP_SYS_ADMIN') && bounding.includes('CAP_SYS_MODULE');
}

function sharesHost(config: unknown, type: string): boolean | undefined {
  const namespaces = listAt(config, 'linux', 'namespaces');
  if (namespaces === undefined) return undefined;
  return !namespaces.some((namespace) => textAt(namespace, 'type') === type);
}

function userOf(config: unknown): string | undefined {
  const uid = numberAt(config, 'process', 'user', 'uid');
  return textAt(config, 'process', 'user', 'username') ?? uid?.toString();
}

function labelsOf(annotations: Labels): Labels {
  return joinLabels(annotations, jsonLabels(annotations['io.kubernetes.cri-o.Labels']));
}

function mountsOf(config: unknown): readonly ContainerMount[] | undefined {
  const propagation = textAt(config, 'linux', 'rootfsPropagation') ?? '';
  return listAt(config, 'mounts')
    ?.filter((mount) => !systemTypes.has(textAt(mount, 'type') ?? ''))
    .map((mount) => {
      const options = textsAt(mount, 'options') ?? [];
      const shared = options.find((option) =>
        /^r?(?:private|shared|slave|unbindable)$/.test(option),
      );
      return {
        source: textAt(mount, 'source') ?? '',
        destination: textAt(mount, 'destination') ?? '',
        mode: options.find((option) => option.startsWith('mode='))?.slice('mode='.length) ?? '',
        readWrite: !options.includes('ro'),
        propagation: shared ?? propagation,
      };
    });
}
