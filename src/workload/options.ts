import { join } from 'node:path';
import type { Digest } from '#model/digest.ts';
import type { PodReference } from '#model/workload.ts';

/** Where the engines of this machine keep what they know. Paths are those of this process; see `workloadOptions`. */
export interface WorkloadOptions {
  /** The host's `/proc`. */
  readonly proc: string;
  /** Where hierarchies of cgroups are mounted: that of the pids controller, the unified one. */
  readonly cgroups: readonly string[];
  /** Sockets of Docker's API and of podman's, which speaks it too. All that exist are used. */
  readonly dockerSockets: readonly string[];
  readonly podmanSockets: readonly string[];
  /** `/var/lib/docker`: read before the API answers, and when it does not. */
  readonly dockerRoots: readonly string[];
  /** `/run/containerd`: holds the bundles of running tasks. */
  readonly containerdStates: readonly string[];
  /** `/run/containers/storage` and `/var/lib/containers/storage`: podman, CRI-O, buildah. */
  readonly storageStates: readonly string[];
  readonly storageRoots: readonly string[];
  /** `/run/runc`, `/run/crun`: containers that no engine manages. */
  readonly runcRoots: readonly string[];
  /** Milliseconds between looks at the state on disk. */
  readonly sweepMs: number;
  /** First pause before a lost engine is tried again; it doubles up to `maxRetryMs`. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
  /** What an engine may take to answer. */
  readonly answerMs: number;
  readonly containerd?: ContainerdFacts;
  readonly pods?: PodLookup;
}

/** What containerd's metadata says of a container or an image; the app reads it with the means of image scans. */
export interface ContainerdFacts {
  container(
    namespace: string,
    id: string,
  ):
    | {
        /** Name of the image. */
        readonly image?: string;
        readonly labels?: Readonly<Record<string, string>>;
        /** Milliseconds since the Unix epoch. */
        readonly created?: number;
      }
    | undefined;
  /** Digests of an image by name, in a namespace. */
  image(
    namespace: string,
    name: string,
  ): { readonly id?: Digest; readonly digest?: Digest } | undefined;
}

/** What the cluster says of a pod; `uid` as Kubernetes writes it. */
export interface PodLookup {
  byUid(uid: string): PodReference | undefined;
  byName(namespace: string, name: string): PodReference | undefined;
  /** Argument vectors of the probes and hooks of the container that the reference names. */
  probesOf?(pod: PodReference): readonly (readonly string[])[];
}

/** The usual places below `root`, as the environment (`DOCKER_HOST`, `CONTAINER_HOST`, `XDG_RUNTIME_DIR`) bends them. */
export function workloadOptions(
  environment: Readonly<Record<string, string | undefined>>,
  root = '/',
): WorkloadOptions {
  const { DOCKER_HOST: docker, CONTAINER_HOST: podman, XDG_RUNTIME_DIR: runtime } = environment;
  function below(...paths: readonly string[]): readonly string[] {
    return paths.map((path) => join(root, path));
  }
  return {
    proc: join(root, 'proc'),
    cgroups: below('/sys/fs/cgroup/pids', '/sys/fs/cgroup/unified', '/sys/fs/cgroup'),
    dockerSockets: [
      ...socketOf(docker),
      ...below('/var/run/docker.sock'),
      ...(runtime ? [join(runtime, 'docker.sock')] : []),
    ],
    podmanSockets: [
      ...socketOf(podman),
      ...below('/run/podman/podman.sock'),
      ...(runtime ? [join(runtime, 'podman', 'podman.sock')] : []),
    ],
    dockerRoots: [
      ...(environment['CAISSON_DOCKER_ROOT'] ? [environment['CAISSON_DOCKER_ROOT']] : []),
      ...below('/var/lib/docker'),
    ],
    containerdStates: [
      environment['CAISSON_CONTAINERD_STATE'] ?? join(root, '/run/containerd'),
      ...below('/run/k3s/containerd', '/var/run/docker/containerd/daemon', '/run/k0s/containerd'),
    ],
    storageStates: [
      ...below('/run/containers/storage'),
      ...(runtime ? [join(runtime, 'containers')] : []),
    ],
    storageRoots: below('/var/lib/containers/storage'),
    runcRoots: below('/run/runc', '/run/crun', '/run/youki'),
    sweepMs: 2000,
    retryMs: 500,
    maxRetryMs: 30_000,
    answerMs: 10_000,
  };
}

function socketOf(host: string | undefined): readonly string[] {
  if (host?.startsWith('unix://') === true) return [host.slice('unix://'.length)];
  return host?.startsWith('/') === true ? [host] : [];
}
