import { bytesOfText } from '#kit/byte-string.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import type { ContainerMount, WorkloadContainer } from '#model/workload.ts';
import { matchesGlob, parseGlob } from '../glob.ts';
import { type FieldValue, nanosecondsSince, wholeOf } from '../value.ts';
import {
  absent,
  type FieldMaker,
  type FieldMakers,
  indexOf,
  ofEvent,
  ofProcess,
  withArgument,
} from './maker.ts';
import { isProbe } from './probe.ts';

/** Fields of the container and its pod. On the host only `container.id`, which is `host` there, has a value. */
export const containerFields: FieldMakers = {
  'container.id': ofProcess(
    ({ container }) => container?.shortId ?? 'host',
    '(e.process.container?.shortId ?? "host")',
  ),
  'container.full_id': ofProcess(({ container }) => container?.id ?? 'host'),
  'container.name': ofProcess(({ container }) =>
    container === undefined ? 'host' : text(container.name),
  ),
  'container.type': ofProcess(({ container }) => container?.engine ?? 'host'),
  'container.image': of((container) => text(container.image?.reference)),
  'container.image.id': of((container) => text(container.image?.id?.slice('sha256:'.length))),
  'container.image.repository': of(repositoryOf),
  'container.image.tag': of(tagOf),
  'container.image.digest': of((container) => text(container.image?.digest)),
  'container.privileged': of((container) => container.privileged),
  'container.host_pid': of((container) => container.hostPid),
  'container.host_network': of((container) => container.hostNetwork),
  'container.host_ipc': absent(),
  'container.ip': of((container) => text(container.addresses?.[0])),
  'container.cni.json': absent(),
  'container.healthcheck': absent(),
  'container.liveness_probe': absent(),
  'container.readiness_probe': absent(),
  'container.start_ts': of(({ created }) =>
    created === undefined ? undefined : wholeOf(created) * 1_000_000n,
  ),
  'container.duration': ofEvent(durationOf),
  'container.label': withArgument(
    (key) => (event) => text(ownLabel(event.process.container?.labels, key)),
  ),
  'container.labels': of((container) => labelsText(container.labels)),
  'container.mounts': of(({ mounts }) =>
    mounts === undefined ? undefined : text(mounts.map(mountText).join(',')),
  ),
  'container.mount': ofMount(mountText, 'source'),
  'container.mount.source': ofMount((mount) => mount.source, 'destination'),
  'container.mount.dest': ofMount((mount) => mount.destination, 'source'),
  'container.mount.mode': ofMount((mount) => mount.mode, 'source'),
  'container.mount.rdwr': ofMount((mount) => String(mount.readWrite), 'source'),
  'container.mount.propagation': ofMount((mount) => mount.propagation, 'source'),
  'container.readonly': of((container) => container.readOnlyRoot),
  'container.seccomp': of((container) => text(container.seccomp)),
  'container.apparmor': of((container) => text(container.appArmor)),
  'container.capabilities': of((container) => container.capabilities),
  'proc.is_container_healthcheck': ofProcess(isProbe),
  'proc.is_container_liveness_probe': ofProcess(() => false),
  'proc.is_container_readiness_probe': ofProcess(() => false),
  'k8s.pod.name': of((container) => text(container.pod?.name)),
  'k8s.ns.name': of((container) => text(container.pod?.namespace)),
  'k8s.pod.id': of((container) => text(container.pod?.uid)),
  'k8s.pod.uid': of((container) => text(container.pod?.uid)),
  'k8s.pod.label': withArgument(
    (key) => (event) => text(ownLabel(event.process.container?.pod?.labels, key)),
  ),
  'k8s.pod.labels': of((container) => labelsText(container.pod?.labels)),
  'k8s.pod.ip': of((container) =>
    container.pod === undefined ? undefined : text(container.addresses?.[0]),
  ),
  'k8s.container.name': of((container) => text(container.pod?.container)),
  'k8s.pod.owner': of((container) => text(container.pod?.owner)),
  'k8s.pod.service_account': of((container) => text(container.pod?.serviceAccount)),
  'k8s.deployment.name': of((container) => ownerName(container, 'Deployment')),
  'k8s.rs.name': of((container) => ownerName(container, 'ReplicaSet')),
  'k8s.rc.name': of((container) => ownerName(container, 'ReplicationController')),
  ...Object.fromEntries(
    `k8s.pod.sandbox_id k8s.pod.full_sandbox_id k8s.pod.cni.json k8s.rc.id k8s.rc.label k8s.rc.labels
    k8s.svc.name k8s.svc.id k8s.svc.label k8s.svc.labels k8s.ns.id k8s.ns.label k8s.ns.labels k8s.rs.id
    k8s.rs.label k8s.rs.labels k8s.deployment.id k8s.deployment.label k8s.deployment.labels`
      .split(/\s+/)
      .map((name) => [name, absent()]),
  ),
};

function of(read: (container: WorkloadContainer) => FieldValue | undefined): FieldMaker {
  return ofProcess(({ container }) => (container === undefined ? undefined : read(container)));
}

function text(value: string | undefined): string | undefined {
  return value === undefined ? undefined : bytesOfText(value);
}

/** What the engine did not split: everything before the tag or the digest. */
function repositoryOf({ image }: WorkloadContainer): string | undefined {
  if (image === undefined) return undefined;
  return text(image.repository ?? image.reference.replace(/@.*$|:[^:/]*$/, ''));
}

function tagOf({ image }: WorkloadContainer): string | undefined {
  return text(image?.tag ?? /:([^:/@]+)(?:@|$)/.exec(image?.reference ?? '')?.[1]);
}

function durationOf(event: RuntimeEvent): number | undefined {
  const created = event.process.container?.created;
  return created === undefined ? undefined : nanosecondsSince(created, event);
}

function ownLabel(
  labels: Readonly<Record<string, string>> | undefined,
  key: string,
): string | undefined {
  return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function labelsText(labels: Readonly<Record<string, string>> | undefined): string | undefined {
  if (labels === undefined) return undefined;
  return text(
    Object.entries(labels)
      .map(([key, value]) => `${key}:${value}`)
      .join(', '),
  );
}

function mountText(mount: ContainerMount): string {
  const { source, destination, mode, readWrite, propagation } = mount;
  return `${source}:${destination}:${mode}:${readWrite}:${propagation}`;
}

/** A mount by index, or the first whose `by` matches the argument as a glob. */
function ofMount(
  read: (mount: ContainerMount) => string,
  by: 'source' | 'destination',
): FieldMaker {
  return withArgument((argument) => {
    const index = indexOf(argument);
    const glob = parseGlob(argument);
    return (event) => {
      const mounts = event.process.container?.mounts;
      const mount =
        index === undefined
          ? mounts?.find((one) => matchesGlob(glob, bytesOfText(one[by])))
          : mounts?.[index];
      return mount === undefined ? undefined : bytesOfText(read(mount));
    };
  });
}

function ownerName({ pod }: WorkloadContainer, kind: string): string | undefined {
  const [owner, name] = pod?.owner?.split('/') ?? [];
  return owner === kind ? text(name) : undefined;
}
