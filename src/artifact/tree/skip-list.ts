import { isRemote, isVirtual, type Mount } from './mounts.ts';

/** Why a directory is not walked. Only what may hold software is a gap. */
interface Skip {
  readonly why: string;
  readonly isGap: boolean;
}

/** Directories that are not walked, by their path inside the tree. */
export type SkipList = ReadonlyMap<string, Skip>;

const kernel: Skip = { why: 'a view into the kernel holds no software', isGap: false };
const fleeting: Skip = { why: 'what lies here does not outlast the boot', isGap: false };
const containers: Skip = {
  why: 'container storage is not part of the host; scan the images and containers themselves',
  isGap: false,
};
const remote: Skip = { why: 'a network file system belongs to another machine', isGap: true };
const overlay: Skip = { why: 'the root of a container is not part of the host', isGap: false };

const hostPaths: readonly (readonly [string, Skip])[] = [
  ['/proc', kernel],
  ['/sys', kernel],
  ['/dev', kernel],
  ['/run', fleeting],
  ['/tmp', fleeting],
  ['/var/lib/docker', containers],
  ['/var/lib/containerd', containers],
  ['/var/lib/containers/storage', containers],
  ['/var/lib/kubelet/pods', containers],
  ['/var/lib/rancher/k3s/agent/containerd', containers],
  ['/var/lib/rancher/rke2/agent/containerd', containers],
  ['/var/snap/docker/common/var-lib-docker', containers],
];

/** In any tree: kernel file systems that are mounted below `root`. */
export function skipVirtual(mounts: readonly Mount[], root: string): SkipList {
  return new Map(below(mounts.filter(isVirtual), root).map((path) => [path, kernel]));
}

/** On a host besides: what is not part of it, or not its own. */
export function skipForHost(mounts: readonly Mount[], root: string): SkipList {
  return new Map([
    ...skipVirtual(mounts, root),
    ...below(mounts.filter(isRemote), root).map((path) => [path, remote] as const),
    ...below(
      mounts.filter(({ type }) => type === 'overlay'),
      root,
    ).map((path) => [path, overlay] as const),
    ...hostPaths,
  ]);
}

/** The mount points under a root, as paths of the tree. */
function below(mounts: readonly Mount[], root: string): readonly string[] {
  const prefix = root === '/' ? '/' : `${root}/`;
  return mounts
    .filter(({ path }) => path.startsWith(prefix) && path !== root)
    .map(({ path }) => `/${path.slice(prefix.length)}`);
}
