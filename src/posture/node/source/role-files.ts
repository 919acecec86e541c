import type { NodeVariant } from '#model/node-posture.ts';
import { type Component, type ComponentName, settingOf } from '../component.ts';
import type { FileRole, NodeFile, RoleFiles } from '../subject.ts';
import { type Accounts, ownerName, readAccounts } from './accounts.ts';
import type { StaticPod } from './control-plane.ts';
import type { Host } from './host.ts';
import { servicesOf } from './kubelet.ts';
import { unitFiles } from './units.ts';

/** What is known when files are looked for. */
export interface Found {
  readonly variant: NodeVariant;
  readonly components: ReadonlyMap<ComponentName, Component>;
  readonly pods: readonly StaticPod[];
  readonly kubeletConfig: string | undefined;
}

const maxFiles = 2000;
const maxDepth = 6;

const rancher = ['/var/lib/rancher/rke2', '/var/lib/rancher/k3s'];
const microk8s = '/var/snap/microk8s/current';
const openshiftPods = '/etc/kubernetes/static-pod-resources';

/** The files of a node that permissions are asked of, by what they are for. */
export function roleFiles(host: Host, found: Found): ReadonlyMap<FileRole, RoleFiles> {
  const reader = new RoleReader(host, readAccounts(host));
  const pki = pkiDirectories(found);
  const entries: readonly (readonly [FileRole, () => RoleFiles])[] = [
    ['apiserver-manifest', () => reader.all(manifestOf(found, 'kube-apiserver'))],
    ['controller-manager-manifest', () => reader.all(manifestOf(found, 'kube-controller-manager'))],
    ['scheduler-manifest', () => reader.all(manifestOf(found, 'kube-scheduler'))],
    ['etcd-manifest', () => reader.all(manifestOf(found, 'etcd'))],
    ['cni', () => reader.below(cniDirectories(found), () => true, false)],
    ['etcd-data', () => reader.all(etcdData(found))],
    [
      'admin-kubeconfig',
      () =>
        reader.all([
          '/etc/kubernetes/admin.conf',
          '/etc/kubernetes/super-admin.conf',
          ...rancher.map((home) => `${home}/server/cred/admin.kubeconfig`),
          `${microk8s}/credentials/client.config`,
        ]),
    ],
    [
      'scheduler-kubeconfig',
      () =>
        reader.first([
          ...named(found, 'kube-scheduler', 'kubeconfig'),
          '/etc/kubernetes/scheduler.conf',
          '/var/lib/kube-scheduler/kubeconfig',
          ...rancher.map((home) => `${home}/server/cred/scheduler.kubeconfig`),
          `${microk8s}/credentials/scheduler.config`,
        ]),
    ],
    [
      'controller-manager-kubeconfig',
      () =>
        reader.first([
          ...named(found, 'kube-controller-manager', 'kubeconfig'),
          '/etc/kubernetes/controller-manager.conf',
          '/var/lib/kube-controller-manager/kubeconfig',
          ...rancher.map((home) => `${home}/server/cred/controller.kubeconfig`),
          `${microk8s}/credentials/controller.config`,
        ]),
    ],
    ['pki', () => reader.below(pki, () => true, true)],
    [
      'pki-certificates',
      () =>
        reader.below(pki, (path) => /\.(?:crt|pem)$/.test(path) && !/key\.pem$/.test(path), false),
    ],
    ['pki-keys', () => reader.below(pki, (path) => /\.key$|key\.pem$/.test(path), false)],
    [
      'kubelet-service',
      () =>
        reader.all(
          servicesOf.kubelet.flatMap((name) => unitFiles(host, name)).map(({ path }) => path),
        ),
    ],
    ['proxy-kubeconfig', () => reader.first(proxyKubeconfigs(found))],
    ['kubelet-kubeconfig', () => reader.first(kubeletKubeconfigs(found))],
    ['client-ca', () => reader.first(clientAuthorities(found))],
    [
      'kubelet-config',
      () => reader.all(found.kubeletConfig === undefined ? [] : [found.kubeletConfig]),
    ],
    ['azure-json', () => reader.all(['/etc/kubernetes/azure.json'])],
  ];
  return new Map(entries.map(([role, read]) => [role, read()]));
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
  if (found.variant === 'eks' || found.variant === 'aks')
    return ['/var/lib/kubelet/kubeconfig'].slice(1);
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

class RoleReader {
  readonly #host: Host;
  readonly #accounts: Accounts;

  constructor(host: Host, accounts: Accounts) {
    this.#host = host;
    this.#accounts = accounts;
  }

  all(paths: readonly string[]): RoleFiles {
    return this.#collect([...new Set(paths)]);
  }

  first(paths: readonly string[]): RoleFiles {
    const found = paths.find(
      (path) => this.#host.entry(path) !== undefined || this.#host.isUnreadable(path),
    );
    return this.#collect(found === undefined ? [] : [found]);
  }

  /** Files below directories, and the directories themselves when they are asked for too. */
  below(
    directories: readonly string[],
    wanted: (path: string) => boolean,
    withDirectories: boolean,
  ): RoleFiles {
    const found: string[] = [];
    const waiting = [...directories].reverse().map((path) => ({ path, depth: 0 }));
    for (
      let next = waiting.pop();
      next !== undefined && found.length <= maxFiles;
      next = waiting.pop()
    ) {
      const { path, depth } = next;
      const type = this.#host.entry(path)?.type;
      const isDirectory = type === 'directory';
      if (
        (isDirectory ? withDirectories : type === 'file' || depth === 0) &&
        wanted(path) &&
        type !== undefined
      )
        found.push(path);
      if (!isDirectory || depth >= maxDepth) continue;
      const names = this.#host.names(path).slice(0, maxFiles);
      waiting.push(
        ...names.toReversed().map((name) => ({ path: `${path}/${name}`, depth: depth + 1 })),
      );
    }
    const files = this.#collect(found.slice(0, maxFiles));
    const unread = directories.filter((path) => this.#host.isUnreadable(path));
    return {
      ...files,
      unread: [...files.unread, ...unread.map((path) => ({ path, why: 'may not be read' }))],
      isCut: found.length > maxFiles,
    };
  }

  #collect(paths: readonly string[]): RoleFiles {
    const files: NodeFile[] = [];
    const unread: { path: string; why: string }[] = [];
    for (const path of paths) {
      const entry = this.#host.entry(path);
      if (entry !== undefined) {
        const { mode, uid, gid } = entry;
        files.push({ path, mode, uid, gid, owner: ownerName(this.#accounts, uid, gid) });
      } else if (this.#host.isUnreadable(path)) unread.push({ path, why: 'may not be read' });
    }
    return { files, unread, isCut: false };
  }
}
