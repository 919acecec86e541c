import type { Digest } from './digest.ts';

/** A container that runs here. The image digest ties it to findings, profile and signature. */
export interface WorkloadContainer {
  /** As the engine calls it: 64 hex digits for most. */
  readonly id: string;
  /** First 12 characters. */
  readonly shortId: string;
  readonly engine: ContainerEngine;
  readonly name?: string;
  readonly image?: WorkloadImage;
  readonly privileged?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPid?: boolean;
  readonly user?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Only of recordings: environments hold secrets, and nothing that runs here is asked for them. */
  readonly env?: readonly string[];
  readonly mounts?: readonly ContainerMount[];
  readonly addresses?: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly created?: number;
  readonly pod?: PodReference;
  /** Capabilities added by who started it: `CAP_NET_ADMIN`. */
  readonly capabilities?: readonly string[];
  readonly readOnlyRoot?: boolean;
  readonly seccomp?: string;
  readonly appArmor?: string;
  /** Process that the engine started, in the host's pid namespace. */
  readonly rootPid?: number;
  /** Health probes and hooks: argument vectors that the orchestrator runs inside. */
  readonly probes?: readonly (readonly string[])[];
  /** Fields that were not known yet: the engine had not answered. */
  readonly partial?: boolean;
}

export const containerEngines = [
  'docker',
  'containerd',
  'cri-o',
  'podman',
  'lxc',
  'libvirt-lxc',
  'bpm',
  'unknown',
] as const;
export type ContainerEngine = (typeof containerEngines)[number];

export interface WorkloadImage {
  /** As the engine was told: `docker.io/library/nginx:1.27`. */
  readonly reference: string;
  readonly repository?: string;
  readonly tag?: string;
  /** Digest of the image configuration: joins with stored scans. */
  readonly id?: Digest;
  /** Digest of the manifest in its registry. */
  readonly digest?: Digest;
}

export interface ContainerMount {
  readonly source: string;
  readonly destination: string;
  readonly mode: string;
  readonly readWrite: boolean;
  readonly propagation: string;
}

export interface PodReference {
  readonly name: string;
  readonly namespace: string;
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Name of the container within the pod. */
  readonly container?: string;
  /** Kind and name of what owns it, where known: `Deployment/web`. */
  readonly owner?: string;
  readonly serviceAccount?: string;
}

/**
 * What a profile, an exception or a limit is about: all replicas of one role. `image` is the configuration digest or, where
 * it is not known, the reference.
 */
export interface WorkloadKey {
  readonly image: string;
  /** Container name within the pod, compose service or engine name without replica suffix. */
  readonly container: string;
  /** `namespace/Deployment/web`, compose project, or empty. */
  readonly workload: string;
}
