import type { NodeVariant } from '#model/node-posture.ts';
import type { Gap } from '#model/observation.ts';
import { type Component, type ComponentName, settingOf } from './component.ts';
import {
  type DocumentFact,
  type DocumentName,
  documentFlags,
  documentNameOf,
} from './documents.ts';
import { filesBelow, type NodeFiles } from './files.ts';
import { readAuthority, readCertificates } from './source/certificates.ts';
import { controlPlaneComponent, type StaticPod, staticPods } from './source/control-plane.ts';
import { Host } from './source/host.ts';
import { type Agent, agentOf } from './source/kubelet.ts';
import { type Processes, readProcesses } from './source/processes.ts';
import { embedded } from './source/rancher.ts';
import { type Found, roleFiles } from './source/role-files.ts';
import { variantOf } from './source/variant.ts';
import type { NodeSubject } from './subject.ts';

/** How a node is to be read. */
export interface NodeOptions {
  /** Absent: what lies on the node tells. */
  readonly variant?: NodeVariant;
  /** Minor version of Kubernetes; absent: the tags of images tell, or nothing. */
  readonly minor?: number;
  /** The procfs of the node, where it is not `/proc` among its files. */
  readonly proc?: NodeFiles;
  readonly now: Date;
}

export interface ReadNode {
  readonly subject: NodeSubject;
  readonly gaps: readonly Gap[];
}

/** Reads what a node says of the Kubernetes on it. Nothing is started, nothing written. */
export function readNode(files: NodeFiles, options: NodeOptions): ReadNode {
  const host = new Host(files);
  const processes = readProcesses(options.proc ?? filesBelow(files, '/proc'));
  host.gaps.push(...processes.gaps.map(inProc));
  const variant = options.variant ?? variantOf(host, processes);
  const kubelet = agentOf(host, 'kubelet', processes);
  const staticPath = kubelet && settingOf(kubelet.component, 'staticPodPath')?.values.at(-1);
  const pods = staticPods(host, staticPath);
  const components = componentsOf(host, { variant, processes, pods, kubelet });
  const found: Found = { variant, components, pods, kubeletConfig: kubelet?.configPath };
  const roles = roleFiles(host, found);
  const certificates = roles.get('pki-certificates');
  const subject: NodeSubject = {
    scope: 'node',
    variant,
    minor: options.minor ?? pods.map(({ pod }) => pod.minor).find((minor) => minor !== undefined),
    components,
    blind: blindness(host),
    files: roles,
    documents: documentsOf(host, components, pods),
    certificates: certificates === undefined ? [] : readCertificates(host, certificates),
    authorities: authoritiesOf(host, components, pods),
    now: options.now,
  };
  return { subject, gaps: host.gaps };
}

function inProc(gap: Gap): Gap {
  return { ...gap, location: { path: `/proc${gap.location.path}` } };
}

interface Parts {
  readonly variant: NodeVariant;
  readonly processes: Processes;
  readonly pods: readonly StaticPod[];
  readonly kubelet: Agent | undefined;
}

const controlPlane: readonly ComponentName[] = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'etcd',
];

function componentsOf(
  host: Host,
  { variant, processes, pods, kubelet }: Parts,
): ReadonlyMap<ComponentName, Component> {
  const found = new Map<ComponentName, Component>();
  if (variant === 'k3s')
    return new Map(embeddedNames(host).map((name) => [name, embedded(host, name)]));
  for (const name of controlPlane) {
    const component = controlPlaneComponent(host, name, processes, pods);
    if (component !== undefined) found.set(name, component);
  }
  const agents = [
    kubelet?.component ?? notStarted(host, variant),
    agentOf(host, 'kube-proxy', processes)?.component ?? podOf(pods, 'kube-proxy'),
  ];
  for (const agent of agents) if (agent !== undefined) found.set(agent.name, agent);
  return found;
}

/** The kubelet of rke2 has no service of its own: on a disk without processes only what it is told is seen. */
function notStarted(host: Host, variant: NodeVariant): Component | undefined {
  return variant === 'rke2' ? embedded(host, 'kubelet', 'rke2') : undefined;
}

/** A server of k3s holds the control plane, an agent the kubelet and kube-proxy; etcd is there when it has a directory. */
function embeddedNames(host: Host): readonly ComponentName[] {
  const home = '/var/lib/rancher/k3s/server';
  const isServer =
    host.first([`${home}/tls`, `${home}/cred`, '/etc/systemd/system/k3s.service']) !== undefined;
  const hasEtcd = host.entry(`${home}/db/etcd`) !== undefined;
  return [
    ...(isServer ? controlPlane.filter((name) => name !== 'etcd' || hasEtcd) : []),
    'kubelet',
    'kube-proxy',
  ];
}

function podOf(pods: readonly StaticPod[], name: ComponentName): Component | undefined {
  return pods.find(({ pod }) => pod.component.name === name)?.pod.component;
}

function blindness(host: Host): string | undefined {
  const [gap] = host.gaps.filter(({ reason }) => reason === 'unreadable');
  return gap && `${gap.location.path} may not be read`;
}

function documentsOf(
  host: Host,
  components: ReadonlyMap<ComponentName, Component>,
  pods: readonly StaticPod[],
): ReadonlyMap<DocumentName, DocumentFact> {
  const apiserver = components.get('kube-apiserver');
  const pod = pods.find((one) => one.pod.component.name === 'kube-apiserver');
  const names: readonly DocumentName[] = ['audit', 'encryption', 'authentication', 'authorization'];
  return new Map(
    names.map((name) => {
      const named = apiserver && settingOf(apiserver, documentFlags[name])?.values.at(-1);
      return [
        name,
        named === undefined
          ? { state: 'absent' }
          : factOf(host, name, pod?.pod.hostPath(named) ?? named),
      ];
    }),
  );
}

function factOf(host: Host, name: DocumentName, path: string): DocumentFact {
  const object = host.document(path);
  if (object !== undefined && documentNameOf(object) === name) return { state: 'read', object };
  const why = object === undefined ? 'it cannot be read' : 'it holds something else';
  return { state: 'unread', path, why };
}

function authoritiesOf(
  host: Host,
  components: ReadonlyMap<ComponentName, Component>,
  pods: readonly StaticPod[],
): NodeSubject['authorities'] {
  const wanted = [
    ['etcd', 'trusted-ca-file'],
    ['kube-apiserver', 'client-ca-file'],
  ] as const;
  return new Map(
    wanted.flatMap(([name, flag]) => {
      const component = components.get(name);
      const value = component && settingOf(component, flag)?.values.at(-1);
      if (value === undefined) return [];
      const pod = pods.find((one) => one.pod.component.name === name);
      const authority = readAuthority(host, pod?.pod.hostPath(value) ?? value);
      return authority === undefined ? [] : [[name, authority] as const];
    }),
  );
}
