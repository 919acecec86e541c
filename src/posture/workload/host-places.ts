import { isWithin } from './volumes.ts';

/** Sockets of container runtimes and of what orders them about: whoever talks to them starts containers as root of the node. */
const runtimeSockets: readonly string[] = [
  'docker.sock',
  'dockershim.sock',
  'containerd.sock',
  'crio.sock',
  'cri-dockerd.sock',
  'frakti.sock',
  'podman.sock',
  'buildkitd.sock',
  'kubelet.sock',
];

/** Folders in which such sockets lie. */
const runtimeFolders: readonly string[] = [
  '/run/containerd',
  '/run/crio',
  '/run/docker',
  '/run/podman',
  '/run/k3s/containerd',
  '/run/k0s',
  '/var/snap/microk8s/common/run',
];

/** Whether a normal path of the node is a runtime's socket, or a folder that holds one. */
export function isRuntimeSocket(path: string): boolean {
  const short = path.startsWith('/var/run/') ? path.slice(4) : path;
  if (runtimeFolders.includes(short)) return true;
  return runtimeSockets.some((name) => short.endsWith(`/${name}`));
}

/** Where nodes keep credentials of clouds, clusters and people. */
const credentialPlaces: readonly string[] = [
  '/root/.aws',
  '/root/.azure',
  '/root/.config/gcloud',
  '/root/.kube',
  '/root/.ssh',
  '/root/.docker',
  '/.aws',
  '/.azure',
  '/etc/kubernetes',
  '/var/lib/kubelet',
  '/var/lib/rancher',
  '/var/lib/k0s',
  '/etc/rancher',
  '/etc/ssh',
  '/etc/shadow',
  '/etc/gshadow',
  '/etc/sudoers',
  '/etc/pki',
  '/etc/ssl/private',
  '/run/secrets',
  '/var/run/secrets',
  '/var/lib/waagent',
  '/var/lib/cloud',
  '/gcloud',
];
const homes = /^\/home\/[^/]+\/(?:\.aws|\.azure|\.config\/gcloud|\.kube|\.ssh|\.docker)(?:\/|$)/;

/** Parts of what a kubelet keeps that drivers and monitors need and that hold no credentials. */
const harmless: readonly string[] = [
  '/var/lib/kubelet/plugins',
  '/var/lib/kubelet/plugins_registry',
  '/var/lib/kubelet/device-plugins',
  '/var/lib/kubelet/pod-resources',
  '/etc/ssl/certs',
  '/etc/pki/ca-trust',
  '/etc/pki/tls/certs',
];

/** Whether a normal path of the node holds credentials. */
export function holdsCredentials(path: string): boolean {
  if (harmless.some((folder) => isWithin(path, folder))) return false;
  return homes.test(path) || credentialPlaces.some((folder) => isWithin(path, folder));
}

/** Folders of which the whole is more than any pod should see: they hold the system itself. */
const systemFolders: ReadonlySet<string> = new Set([
  '/',
  '/boot',
  '/dev',
  '/etc',
  '/home',
  '/lib',
  '/lib64',
  '/proc',
  '/root',
  '/run',
  '/bin',
  '/sbin',
  '/sys',
  '/usr',
  '/var',
  '/var/lib',
  '/var/lib/docker',
  '/var/lib/containerd',
  '/var/lib/containers',
  '/var/lib/etcd',
  '/var/log',
  '/var/run',
  '/opt',
]);
const systemTrees: readonly string[] = [
  '/proc/sys',
  '/proc/1',
  '/sys/kernel',
  '/sys/firmware',
  '/etc/cron.d',
  '/etc/crontab',
  '/etc/systemd',
  '/etc/init.d',
  '/etc/ld.so.preload',
  '/etc/passwd',
  '/etc/cni',
  '/opt/cni',
  '/usr/bin',
  '/usr/lib/systemd',
  '/var/spool/cron',
  '/var/lib/etcd',
  '/var/lib/docker',
  '/var/lib/containerd',
  '/var/log/pods',
  '/var/log/containers',
];

/** Whether a normal path of the node is, or holds, a part of the system that pods have no business with. */
export function isSystemPath(path: string): boolean {
  return systemFolders.has(path) || systemTrees.some((folder) => isWithin(path, folder));
}
