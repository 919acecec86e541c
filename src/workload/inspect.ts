import { isRecord } from '#kit/json.ts';
import { type Digest, isDigest } from '#model/digest.ts';
import type { ContainerMount, WorkloadImage } from '#model/workload.ts';
import { type ContainerFacts, capabilityName } from './facts.ts';
import { imageOfReference } from './image-reference.ts';
import {
  digestAt,
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
import { podOfLabels, probesOfLabels } from './pod-labels.ts';

/** Whether the container runs, as `State` of an inspection tells it. */
export function isRunning(inspect: unknown): boolean {
  return flagAt(inspect, 'State', 'Running') === true && pidOf(inspect) !== undefined;
}

/**
 * Reads `GET /containers/ID/json` of the Docker Engine API (1.24 and later) or of podman's API. What is missing or of another type is not
 * known; nothing is thrown.
 */
export function factsOfInspect(inspect: unknown): ContainerFacts {
  const labels = mapAt(inspect, 'Config', 'Labels');
  const mode = textAt(inspect, 'HostConfig', 'NetworkMode');
  return known({
    name: nameOf(inspect),
    image: imageOf(inspect),
    privileged: flagAt(inspect, 'HostConfig', 'Privileged'),
    hostNetwork: mode === undefined ? undefined : mode === 'host',
    hostPid: hostPidOf(inspect),
    user: textAt(inspect, 'Config', 'User'),
    labels,
    mounts: listAt(inspect, 'Mounts')?.map(mountOf),
    addresses: addressesOf(inspect),
    created: timeAt(inspect, 'Created'),
    capabilities: textsAt(inspect, 'HostConfig', 'CapAdd')?.map(capabilityName),
    readOnlyRoot: flagAt(inspect, 'HostConfig', 'ReadonlyRootfs'),
    seccomp: seccompOf(inspect),
    appArmor: textAt(inspect, 'AppArmorProfile'),
    rootPid: pidOf(inspect),
    probes: probesOf(inspect, labels),
    pod: labels && podOfLabels(labels),
  });
}

function nameOf(inspect: unknown): string | undefined {
  return textAt(inspect, 'Name')?.replace(/^\//, '');
}

function pidOf(inspect: unknown): number | undefined {
  return numberAt(inspect, 'State', 'Pid') || undefined;
}

function seccompOf(inspect: unknown): string | undefined {
  const options = textsAt(inspect, 'HostConfig', 'SecurityOpt') ?? [];
  return options.find((option) => option.startsWith('seccomp='))?.slice('seccomp='.length);
}

/** Reads `GET /images/ID/json`: what ties a local image to names and digests of registries. */
export function imageOfInspect(inspect: unknown, image: WorkloadImage): WorkloadImage {
  const tags = textsAt(inspect, 'RepoTags') ?? [];
  const named = isDigest(image.reference) ? tags[0] : undefined;
  const told = named === undefined ? image : imageOfReference(named);
  // With containerd's image store Docker calls an image by its manifest or index, which is no configuration.
  const target = digestAt(inspect, 'Descriptor', 'digest');
  return known({
    reference: told.reference,
    repository: told.repository,
    tag: told.tag ?? tagOf(tags, told.repository),
    id: target === undefined ? image.id : undefined,
    digest: told.digest ?? repoDigest(inspect, told.repository) ?? target,
  });
}

/** The digest under the repository that was used; the only one, whatever its repository. */
function repoDigest(inspect: unknown, repository: string | undefined): Digest | undefined {
  const all = (textsAt(inspect, 'RepoDigests') ?? []).map(imageOfReference);
  const same = all.find((image) => sameRepository(image.repository, repository));
  return (same ?? (all.length === 1 ? all[0] : undefined))?.digest;
}

function imageOf(inspect: unknown): WorkloadImage | undefined {
  const id = digestAt(inspect, 'Image');
  const reference = textAt(inspect, 'Config', 'Image') ?? textAt(inspect, 'ImageName') ?? id;
  if (reference === undefined) return undefined;
  const told = imageOfReference(reference);
  // Then `Image` is the digest of a manifest.
  const isStored = memberAt(inspect, 'ImageManifestDescriptor') !== undefined;
  return known({
    ...told,
    id: (isStored ? undefined : id) ?? told.id,
    digest: told.digest ?? digestAt(inspect, 'ImageDigest'),
  });
}

function sameRepository(full: string | undefined, told: string | undefined): boolean {
  if (full === undefined || told === undefined) return false;
  return full === told || full === `docker.io/${told}` || full === `docker.io/library/${told}`;
}

function tagOf(tags: readonly string[], repository: string | undefined): string | undefined {
  return tags.map(imageOfReference).find((tag) => tag.repository === repository)?.tag;
}

function hostPidOf(inspect: unknown): boolean | undefined {
  const host = memberAt(inspect, 'HostConfig');
  return host === undefined ? undefined : textAt(host, 'PidMode') === 'host';
}

function mountOf(mount: unknown): ContainerMount {
  return {
    source: textAt(mount, 'Source') ?? '',
    destination: textAt(mount, 'Destination') ?? '',
    mode: textAt(mount, 'Mode') ?? '',
    readWrite: flagAt(mount, 'RW') ?? false,
    propagation: textAt(mount, 'Propagation') ?? '',
  };
}

function addressesOf(inspect: unknown): readonly string[] | undefined {
  const settings = memberAt(inspect, 'NetworkSettings');
  if (settings === undefined) return undefined;
  const networks = memberAt(settings, 'Networks');
  const ends: readonly unknown[] = isRecord(networks) ? Object.values(networks) : [];
  const addresses = [settings, ...ends.slice(0, 64)]
    .flatMap((end) => [textAt(end, 'IPAddress'), textAt(end, 'GlobalIPv6Address')])
    .filter((address) => address !== undefined);
  return [...new Set(addresses)];
}

function probesOf(
  inspect: unknown,
  labels: Readonly<Record<string, string>> | undefined,
): ContainerFacts['probes'] {
  const [kind, ...args] = textsAt(inspect, 'Config', 'Healthcheck', 'Test') ?? [];
  const own = kind === 'CMD' ? [args] : [];
  // `docker` runs it with the image's shell, which is this one where none is set.
  const shell = textsAt(inspect, 'Config', 'Shell') ?? ['/bin/sh', '-c'];
  const all = [
    ...(kind === 'CMD-SHELL' && args[0] !== undefined ? [[...shell, args[0]]] : own),
    ...(labels ? probesOfLabels(labels) : []),
  ].filter((probe) => probe.length > 0);
  return all.length > 0 ? all : undefined;
}
