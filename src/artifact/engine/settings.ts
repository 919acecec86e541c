import { join } from 'node:path';

/** Where the container engines of this machine are. Made from the environment by `engineSettings`. */
export interface EngineSettings {
  /** `DOCKER_HOST` as a person set it; wins over the sockets. */
  readonly dockerHost?: string;
  /** Paths of unix sockets, tried in order. */
  readonly dockerSockets: readonly string[];
  readonly podmanHost?: string;
  readonly podmanSockets: readonly string[];
  /** containerd's root directory (content and metadata) and state directory (running tasks). */
  readonly containerdRoot: string;
  readonly containerdState: string;
  /** containerd namespaces that are searched, in order. */
  readonly namespaces: readonly string[];
  /** Milliseconds that an engine may take to answer a question; exports may take twenty times as long to begin. */
  readonly answerMs: number;
}

/** The usual places, as the environment (`DOCKER_HOST`, `CONTAINER_HOST`, `XDG_RUNTIME_DIR`, `HOME`) bends them; `CAISSON_CONTAINERD_ROOT` serves k3s and the like. */
export function engineSettings(
  environment: Readonly<Record<string, string | undefined>>,
): EngineSettings {
  const {
    DOCKER_HOST: dockerHost,
    CONTAINER_HOST: podmanHost,
    XDG_RUNTIME_DIR: runtime,
    HOME: home,
  } = environment;
  return {
    ...(dockerHost && { dockerHost }),
    ...(podmanHost && { podmanHost }),
    dockerSockets: [
      '/var/run/docker.sock',
      ...(runtime ? [join(runtime, 'docker.sock')] : []),
      ...(home ? [join(home, '.docker', 'run', 'docker.sock')] : []),
    ],
    podmanSockets: [
      ...(runtime ? [join(runtime, 'podman', 'podman.sock')] : []),
      '/run/podman/podman.sock',
    ],
    containerdRoot: environment['CAISSON_CONTAINERD_ROOT'] || '/var/lib/containerd',
    containerdState: environment['CAISSON_CONTAINERD_STATE'] || '/run/containerd',
    namespaces: ['default', 'k8s.io', 'moby'],
    answerMs: 30_000,
  };
}
