import type { Component, ComponentName, SettingSource } from '../component.ts';
import { configSource } from './config-source.ts';
import { argumentSources } from './control-plane.ts';
import { flagSource } from './flag-source.ts';
import type { Host } from './host.ts';
import type { Processes } from './processes.ts';
import { startedBy } from './program.ts';
import { commandOf } from './units.ts';

/** Services that run the kubelet or kube-proxy. */
export const servicesOf: Readonly<Record<'kubelet' | 'kube-proxy', readonly string[]>> = {
  kubelet: [
    'kubelet.service',
    'snap.kubelet.daemon.service',
    'atomic-openshift-node.service',
    'origin-node.service',
  ],
  'kube-proxy': ['kube-proxy.service', 'snap.kube-proxy.daemon.service'],
};

/** Configuration files where the usual installers put them; the first that is there counts when no flag names one. */
const usualConfigs: Readonly<Record<'kubelet' | 'kube-proxy', readonly string[]>> = {
  kubelet: [
    '/var/lib/kubelet/config.yaml',
    '/var/lib/kubelet/config.yml',
    '/etc/kubernetes/kubelet-config.yaml',
    '/etc/kubernetes/kubelet/kubelet-config.json',
    '/etc/kubernetes/kubelet/config.json',
    '/home/kubernetes/kubelet-config.yaml',
    '/home/kubernetes/kubelet-config.yml',
    '/etc/default/kubeletconfig.json',
    '/var/data/kubelet/config.json',
    '/etc/kubernetes/kubelet.yaml',
    '/etc/kubernetes/kubelet.conf',
  ],
  'kube-proxy': [
    '/var/lib/kube-proxy/config.conf',
    '/var/lib/kube-proxy/kube-proxy-config.yaml',
    '/etc/kubernetes/kube-proxy.yaml',
  ],
};

/** The kubelet or kube-proxy of a node and the files that it was started with. */
export interface Agent {
  readonly component: Component;
  readonly configPath: string | undefined;
}

/** Flags count more than drop-ins (later ones first), these more than the configuration file (KEP-3983). */
export function agentOf(
  host: Host,
  name: 'kubelet' | 'kube-proxy',
  processes: Processes,
): Agent | undefined {
  const process = processes.ofComponents.get(name)?.source;
  const service = [...serviceSource(host, name), ...argumentSources(host, name)];
  const flags = process === undefined ? service : [process];
  const named = valueIn(flags, 'config');
  const dropIns = configDrops(host, valueIn(flags, 'config-dir'));
  const configPath =
    named === undefined ? configOf(host, name, flags.length > 0) : onHost(host, name, named);
  const config = configPath === undefined ? [] : configIn(host, configPath, name);
  const [first, ...others] = [...flags, ...dropIns, ...config];
  if (first === undefined) return undefined;
  const [home = first, ...homes] = [...config, ...dropIns, ...service, ...flags];
  const component: Component = {
    name,
    sources: [first, ...others],
    homes: [home, ...homes],
    usesConfig: configPath !== undefined || dropIns.length > 0,
    ...(configPath !== undefined && config.length === 0 && { unread: configPath }),
  };
  return { component, configPath };
}

/**
 * Where the file is on the node: kube-proxy runs as a pod as a rule, and its file is a volume that the kubelet keeps below the
 * directory of the pod.
 */
function onHost(host: Host, name: ComponentName, path: string): string {
  if (name !== 'kube-proxy' || host.entry(path) !== undefined) return path;
  const file = path.slice(path.lastIndexOf('/') + 1);
  const pods = host.names('/var/lib/kubelet/pods').slice(0, 1000);
  const volumes = pods.map(
    (pod) => `/var/lib/kubelet/pods/${pod}/volumes/kubernetes.io~configmap/kube-proxy/${file}`,
  );
  return host.first(volumes) ?? path;
}

function serviceSource(host: Host, name: 'kubelet' | 'kube-proxy'): readonly SettingSource[] {
  for (const service of servicesOf[name]) {
    const command = commandOf(host, service);
    const program = command && startedBy(command.words);
    if (command === undefined || program?.name !== name) continue;
    const location = { path: command.path, line: command.line };
    return [
      flagSource({
        title: service,
        words: program.words,
        location,
        byField: true,
      }),
    ];
  }
  return [];
}

/** Without a flag that names one, a kubelet that was started has no file; a disk without its service may still hold it. */
function configOf(
  host: Host,
  name: 'kubelet' | 'kube-proxy',
  isStarted: boolean,
): string | undefined {
  return isStarted
    ? undefined
    : usualConfigs[name].find((path) => configIn(host, path, name).length > 0);
}

function configIn(host: Host, path: string, name: ComponentName): readonly SettingSource[] {
  const kind = name === 'kubelet' ? 'KubeletConfiguration' : 'KubeProxyConfiguration';
  const object = host.document(path);
  return object?.kind === kind ? [configSource(`${name} configuration`, object)] : [];
}

/** All `*.conf` in a directory and below, by name; the last one counts most. */
export function configDrops(host: Host, directory: string | undefined): readonly SettingSource[] {
  if (directory === undefined) return [];
  return host
    .names(directory)
    .filter((name) => name.endsWith('.conf'))
    .slice(0, 200)
    .flatMap((name) => configIn(host, `${directory}/${name}`, 'kubelet'))
    .toReversed();
}

function valueIn(sources: readonly SettingSource[], flag: string): string | undefined {
  for (const source of sources) {
    const value = source.get(flag)?.values.at(-1);
    if (value !== undefined) return value;
  }
  return undefined;
}
