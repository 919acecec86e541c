import type { FieldPath } from '#model/kubernetes.ts';
import type { Component, ComponentName, SettingSource } from '../component.ts';
import { configNamedBy } from './config-name.ts';
import { configSource } from './config-source.ts';
import { etcdField } from './etcd-config.ts';
import { environmentSource } from './etcd-environment.ts';
import { flagSource } from './flag-source.ts';
import type { Host } from './host.ts';
import { componentsOfPods, type PodComponent } from './pod.ts';
import type { Processes } from './processes.ts';
import { startedBy } from './program.ts';
import { commandOf } from './units.ts';

/** Directories of static Pods: kubeadm and most others, rke2, RKE, k3s as an agent. */
const manifestDirectories = [
  '/etc/kubernetes/manifests',
  '/var/lib/rancher/rke2/agent/pod-manifests',
  '/etc/kubernetes/static-pods',
  '/etc/kubelet.d',
];

/** A file of a static Pod with the components in it. */
export interface StaticPod {
  readonly path: string;
  readonly pod: PodComponent;
}

/** All static Pods of Kubernetes' own components; `extra` is where the kubelet of this node looks. */
export function staticPods(host: Host, extra: string | undefined): readonly StaticPod[] {
  const directories = new Set([...(extra === undefined ? [] : [extra]), ...manifestDirectories]);
  return [...directories].flatMap((directory) =>
    host
      .names(directory)
      // the kubelet reads every file but hidden ones
      .filter((name) => !name.startsWith('.'))
      .slice(0, 500)
      .flatMap((name) => {
        const path = `${directory}/${name}`;
        const object = host.document(path);
        return object === undefined ? [] : componentsOfPods(object).map((pod) => ({ path, pod }));
      }),
  );
}

/** A component of the control plane from its process, its static Pod, its service or a file of arguments. */
export function controlPlaneComponent(
  host: Host,
  name: ComponentName,
  processes: Processes,
  pods: readonly StaticPod[],
): Component | undefined {
  const process = processes.ofComponents.get(name);
  const pod = pods.find((one) => one.pod.component.name === name);
  const written = [
    ...(pod === undefined ? serviceSources(host, name) : pod.pod.component.sources),
    ...argumentSources(host, name),
  ];
  const inForce = process === undefined ? written : [process.source, ...notFlags(written)];
  const [first, ...others] = inForce;
  if (first === undefined) return undefined;
  const path = configPathOf(name, first, pod);
  const files = path === undefined ? [] : configFiles(host, name, path);
  const [home = first, ...homes] = [...written, ...files, ...inForce];
  return {
    name,
    sources: [first, ...others, ...files],
    homes: [home, ...homes],
    usesConfig: false,
    ...(path !== undefined && files.length === 0 && { unread: path }),
  };
}

/** A process shows its flags, not its environment. */
function notFlags(sources: readonly SettingSource[]): readonly SettingSource[] {
  return sources.filter(({ title }) => title.startsWith('environment'));
}

function serviceSources(host: Host, name: ComponentName): readonly SettingSource[] {
  for (const service of [`${name}.service`, `snap.${name}.daemon.service`]) {
    const command = commandOf(host, service);
    const program = command && startedBy(command.words);
    if (command === undefined || program?.name !== name) continue;
    const location = { path: command.path, line: command.line };
    const flags = flagSource({
      title: service,
      words: program.words,
      location,
      byField: false,
    });
    return name === 'etcd'
      ? [flags, environmentSource(command.environment, { location })]
      : [flags];
  }
  return [];
}

/** Snaps keep flags in files of a line each. */
export function argumentSources(host: Host, name: ComponentName): readonly SettingSource[] {
  const path = host.first([
    `/var/snap/microk8s/current/args/${name}`,
    `/var/snap/${name}/current/args`,
  ]);
  const text = path === undefined ? undefined : host.text(path);
  if (path === undefined || text === undefined) return [];
  const placed = text.split('\n', 10_000).flatMap((line, at) => {
    const word = line.trim();
    return word.startsWith('-') ? [{ word: unquoted(word), line: at + 1 }] : [];
  });
  const source = flagSource({
    title: 'file of arguments',
    words: placed.map(({ word }) => word),
    lines: placed.map(({ line }) => line),
    location: { path },
    byField: name === 'kubelet' || name === 'kube-proxy',
  });
  return [source];
}

function unquoted(word: string): string {
  return word.replace(/^(-[\w-]+)[=\s]\s*(["']?)(.*)\2$/s, '$1=$3');
}

/** The file that a component is told to read its settings from, where it is on the node. */
function configPathOf(
  name: ComponentName,
  flags: SettingSource,
  pod: StaticPod | undefined,
): string | undefined {
  const named = configNamedBy(name, flags);
  return named === undefined ? undefined : (pod?.pod.hostPath(named) ?? named);
}

/** OpenShift's API server and controllers read their flags from `apiServerArguments` and `extendedArguments`. */
const argumentLists: Readonly<Record<string, string>> = {
  KubeAPIServerConfig: 'apiServerArguments',
  KubeControllerManagerConfig: 'extendedArguments',
};

function configFiles(host: Host, name: ComponentName, path: string): readonly SettingSource[] {
  const object = host.document(path);
  if (object === undefined) return [];
  if (name === 'etcd') return [configSource('etcd configuration', object, etcdField)];
  if (name === 'kube-scheduler')
    return [configSource('scheduler configuration', object, schedulerField)];
  const list = Object.hasOwn(argumentLists, object.kind) ? argumentLists[object.kind] : undefined;
  if (list === undefined) return [];
  return [configSource('OpenShift configuration', object, (setting) => [list, setting])];
}

/** KubeSchedulerConfiguration v1 has one of the settings that are asked for. */
function schedulerField(name: string): FieldPath | undefined {
  return name === 'profiling' ? ['enableProfiling'] : undefined;
}
