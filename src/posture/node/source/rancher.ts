import { fieldOf, isList } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Component, ComponentName, SettingSource } from '../component.ts';
import { flagSource } from './flag-source.ts';
import { parseFlags } from './flags.ts';
import type { Host } from './host.ts';
import { impliedSource, k3sImplied } from './implied-source.ts';
import { commandOf } from './units.ts';

/** The options of k3s and rke2 that hand arguments on. */
const options: Readonly<Record<ComponentName, readonly string[]>> = {
  'kube-apiserver': ['kube-apiserver-arg'],
  'kube-controller-manager': ['kube-controller-manager-arg', 'kube-controller-arg'],
  'kube-scheduler': ['kube-scheduler-arg'],
  etcd: ['etcd-arg'],
  kubelet: ['kubelet-arg'],
  'kube-proxy': ['kube-proxy-arg'],
};

/** Arguments for each component in `/etc/rancher/<product>` and in the service, later ones counting more. */
export function rancherSources(
  host: Host,
  product: 'k3s' | 'rke2',
  name: ComponentName,
): readonly SettingSource[] {
  const byField = name === 'kubelet' || name === 'kube-proxy';
  const ofFiles = configPaths(host, product).flatMap((path) => {
    const object = host.document(path);
    return object === undefined ? [] : sourcesIn(object, name, byField);
  });
  const services =
    product === 'k3s'
      ? ['k3s.service', 'k3s-agent.service']
      : ['rke2-server.service', 'rke2-agent.service'];
  const ofServices = services.flatMap((service) => {
    const command = commandOf(host, service);
    if (command === undefined) return [];
    const flags = parseFlags(command.words);
    const values = options[name].flatMap((option) =>
      (flags.get(option) ?? []).map(({ value }) => `--${value}`),
    );
    const location = { path: command.path, line: command.line };
    return values.length === 0
      ? []
      : [flagSource({ title: service, words: values, location, byField })];
  });
  return [...ofServices, ...ofFiles.toReversed()];
}

function configPaths(host: Host, product: string): readonly string[] {
  const home = `/etc/rancher/${product}`;
  const more = host.names(`${home}/config.yaml.d`).filter((name) => /\.ya?ml$/.test(name));
  return [
    `${home}/config.yaml`,
    ...more.slice(0, 200).map((name) => `${home}/config.yaml.d/${name}`),
  ];
}

function sourcesIn(
  object: KubeObject,
  name: ComponentName,
  byField: boolean,
): readonly SettingSource[] {
  return options[name].flatMap((option) =>
    [option, `${option}+`].flatMap((key) => {
      const value = fieldOf(object.body, key);
      if (value === undefined) return [];
      const items = isList(value) ? value : [value];
      const words = items.map((item) => `--${typeof item === 'string' ? item : ''}`);
      const fields = items.map((_, at) => (isList(value) ? [key, at] : [key]));
      const location = { path: object.origin.place.path };
      return [
        flagSource({
          title: 'configuration of the node',
          words,
          fields,
          location,
          object,
          byField,
        }),
      ];
    }),
  );
}

/** A component that k3s has inside, with what k3s gives it. */
export function embedded(host: Host, name: ComponentName): Component {
  const written = rancherSources(host, 'k3s', name);
  const implied = impliedSource('k3s', k3sImplied[name] ?? new Map());
  const [first, ...others] = written;
  return {
    name,
    sources: first === undefined ? [implied] : [first, ...others, implied],
    homes: [homeOf(name), ...written],
    usesConfig: name === 'kubelet',
  };
}

/** Where a setting is added that nothing names yet. */
function homeOf(name: ComponentName): SettingSource {
  return {
    title: 'k3s',
    get: () => undefined,
    spot: () => ({ location: { path: '/etc/rancher/k3s/config.yaml' } }),
    patch: () => undefined,
    label: (setting) => `${name}-arg ${setting}`,
  };
}
