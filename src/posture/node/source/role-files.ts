import type { NodeVariant } from '#model/node-posture.ts';
import { type Component, type ComponentName, settingOf } from '../component.ts';
import type { FileRole, RoleFiles } from '../subject.ts';
import { readAccounts } from './accounts.ts';
import type { StaticPod } from './control-plane.ts';
import type { Host } from './host.ts';
import { servicesOf } from './kubelet.ts';
import { RoleReader } from './role-reader.ts';
import { unitFiles } from './units.ts';

/** What is known when files are looked for. */
export interface Found {
  readonly variant: NodeVariant;
  readonly components: ReadonlyMap<ComponentName, Component>;
  readonly pods: readonly StaticPod[];
  readonly kubeletConfig: string | undefined;
}

const rancher = ['/var/lib/rancher/rke2', '/var/lib/rancher/k3s'];
const microk8s = '/var/snap/microk8s/current';
const openshiftPods = '/etc/kubernetes/static-pod-resources';

/** The files of a node that permissions are asked of, by what they are for. */
export function roleFiles(host: Host, found: Found): ReadonlyMap<FileRole, RoleFiles> {
  const reader = new RoleReader(host, readAccounts(host));
  const units = servicesOf.kubelet.flatMap((name) => unitFiles(host, name));
  return new Map<FileRole, RoleFiles>([
    ['apiserver-manifest', reader.all(manifestOf(found, 'kube-apiserver'))],
    ['controller-manager-manifest', reader.all(manifestOf(found, 'kube-controller-manager'))],
    ['scheduler-manifest', reader.all(manifestOf(found, 'kube-scheduler'))],
    ['etcd-manifest', reader.all(manifestOf(found, 'etcd'))],
    ['cni', reader.below(cniDirectories(found), { file: () => true, directories: false })],
    ['etcd-data', reader.all(etcdData(found))],
    ['admin-kubeconfig', reader.all(adminKubeconfigs)],
    ['scheduler-kubeconfig', reader.first(kubeconfigsOf(found, 'kube-scheduler'))],
    [
      'controller-manager-kubeconfig',
      reader.first(kubeconfigsOf(found, 'kube-controller-manager')),
    ],
    ...pkiRoles(reader, pkiDirectories(found)),
    ['kubelet-service', reader.all(units.map(({ path }) => path))],
    ['proxy-kubeconfig', reader.first(proxyKubeconfigs(found))],
    ['kubelet-kubeconfig', reader.first(kubeletKubeconfigs(found))],
    ['client-ca', reader.first(clientAuthorities(found))],
    ['kubelet-config', reader.all(found.kubeletConfig === undefined ? [] : [found.kubeletConfig])],
    ['azure-json', reader.all(['/etc/kubernetes/azure.json'])],
  ]);
}

function pkiRoles(
  reader: RoleReader,
  directories: readonly string[],
): readonly (readonly [FileRole, RoleFiles])[] {
  return [
    ['pki', reader.below(directories, { file: () => true, directories: true })],
    ['pki-certificates', reader.below(directories, { file: isCertificate, directories: false })],
    ['pki-keys', reader.below(directories, { file: isKey, directories: false })],
  ];
}

function isKey(path: string): boolean {
  return path.endsWith('.key') || path.endsWith('key.pem');
}

function isCertificate(path: string): boolean {
  return /\.(?:crt|pem)$/.test(path) && !isKey(path);
}

const adminKubeconfigs = [
  '/etc/kubernetes/admin.conf',
  '/etc/kubernetes/super-admin.conf',
  ...rancher.map((home) => `${home}/server/cred/admin.kubeconfig`),
  `${microk8s}/credentials/client.config`,
];

function kubeconfigsOf(
  found: Found,
  name: 'kube-scheduler' | 'kube-controller-manager',
): readonly string[] {
  const short = name.slice('kube-'.length);
  const cred = name === 'kube-scheduler' ? 'scheduler' : 'controller';
  return [
    ...named(found, name, 'kubeconfig'),
    `/etc/kubernetes/${short}.conf`,
    `/var/lib/${name}/kubeconfig`,
    ...rancher.map((home) => `${home}/server/cred/${cred}.kubeconfig`),
    `${microk8s}/credentials/${cred}.config`,
  ];
}

function manifestOf({ pods }: Found, name: ComponentName): readonly string[] {
  return pods.filter(({ pod }) => pod.component.name === name).map(({ path }) => path);
}

/** A path that a component was given, as the node has it. */
function named(
  { components, pods }: Found,
  name: ComponentName,
  setting: string,
): readonly string[] {
  const component = components.get(name);
  const value = component && settingOf(component, setting)?.values.at(-1);
  if (value?.startsWith('/') !== true) return [];
  const pod = pods.find((one) => one.pod.component.name === name);
  return [pod?.pod.hostPath(value) ?? value];
}

function cniDirectories(found: Found): readonly string[] {
  return [
    ...named(found, 'kubelet', 'cni-conf-dir'),
    '/etc/cni/net.d',
    '/var/lib/cni/networks',
    '/var/lib/rancher/k3s/agent/etc/cni/net.d',
    `${microk8s}/args/cni-network`,
  ];
}

function etcdData(found: Found): readonly string[] {
  if (!found.components.has('etcd')) return [];
  const own = named(found, 'etcd', 'data-dir');
  return own.length > 0
    ? own
    : ['/var/lib/etcd', ...rancher.map((home) => `${home}/server/db/etcd`)];
}

function pkiDirectories({ variant }: Found): readonly string[] {
  if (variant === 'openshift') return [openshiftPods];
  return [
    '/etc/kubernetes/pki',
    '/etc/kubernetes/ssl',
    ...rancher.map((home) => `${home}/server/tls`),
    `${microk8s}/certs`,
  ];
}

function proxyKubeconfigs(found: Found): readonly string[] {
  if (found.variant === 'eks' || found.variant === 'aks') return [];
  return [
    ...named(found, 'kube-proxy', 'clientConnection.kubeconfig'),
    '/etc/kubernetes/proxy.conf',
    '/var/lib/kube-proxy/kubeconfig',
    '/etc/kubernetes/ssl/kubecfg-kube-proxy.yaml',
    `${microk8s}/credentials/proxy.config`,
    ...rancher.map((home) => `${home}/agent/kubeproxy.kubeconfig`),
  ];
}

function kubeletKubeconfigs(found: Found): readonly string[] {
  return [
    ...named(found, 'kubelet', 'kubeconfig'),
    '/etc/kubernetes/kubelet.conf',
    '/var/lib/kubelet/kubeconfig',
    '/etc/kubernetes/kubeconfig',
    '/etc/kubernetes/kubelet/kubeconfig',
    `${microk8s}/credentials/kubelet.config`,
    ...rancher.map((home) => `${home}/agent/kubelet.kubeconfig`),
  ];
}

function clientAuthorities(found: Found): readonly string[] {
  return [
    ...named(found, 'kubelet', 'authentication.x509.clientCAFile'),
    '/etc/kubernetes/pki/ca.crt',
    '/etc/kubernetes/certs/ca.crt',
    '/etc/kubernetes/kubelet-ca.crt',
    `${microk8s}/certs/ca.crt`,
    ...rancher.map((home) => `${home}/agent/client-ca.crt`),
  ];
}
