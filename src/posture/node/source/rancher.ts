import { fieldOf, isList } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Json } from '#model/json-value.ts';
import type { Component, ComponentName, SettingSource } from '../component.ts';
import { configSource } from './config-source.ts';
import { etcdField } from './etcd-config.ts';
import { flagSource } from './flag-source.ts';
import { parseFlags } from './flags.ts';
import type { Host } from './host.ts';
import { impliedSource, k3sImplied } from './implied-source.ts';
import { configDrops } from './kubelet.ts';
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
function rancherSources(
  host: Host,
  product: 'k3s' | 'rke2',
  name: ComponentName,
): readonly SettingSource[] {
  const byField = name === 'kubelet' || name === 'kube-proxy';
  const ofFiles = configPaths(host, product).flatMap((path) => {
    const object = host.document(path);
    return object === undefined ? [] : sourcesIn(object, name, byField);
  });
  const ofServices = servicesOfProduct(product).flatMap((service) => {
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

/** A component that k3s has inside, or that rke2 starts, with what they give it. */
export function embedded(
  host: Host,
  name: ComponentName,
  product: 'k3s' | 'rke2' = 'k3s',
): Component {
  const written = [...rancherSources(host, product, name), ...ownFiles(host, name, product)];
  const implied = impliedSource(product, impliedBy(host, name, product));
  const [first, ...others] = written;
  return {
    name,
    sources: first === undefined ? [implied] : [first, ...others, implied],
    homes: [homeOf(name, product), ...written],
    usesConfig: name === 'kubelet',
  };
}

/** Files that k3s and rke2 write for what they start. */
function ownFiles(host: Host, name: ComponentName, product: string): readonly SettingSource[] {
  const home = `/var/lib/rancher/${product}`;
  if (name === 'kubelet') return configDrops(host, `${home}/agent/etc/kubelet.conf.d`);
  if (name !== 'etcd') return [];
  const object = host.document(`${home}/server/db/etcd/config`);
  return object === undefined ? [] : [configSource('etcd configuration', object, etcdField)];
}

function impliedBy(
  host: Host,
  name: ComponentName,
  product: 'k3s' | 'rke2',
): ReadonlyMap<string, string> {
  const values = k3sImplied[name] ?? new Map<string, string>();
  if (name === 'kubelet' && isOn(host, product, 'protect-kernel-defaults'))
    return new Map([...values, ['protectKernelDefaults', 'true']]);
  if (name !== 'kube-apiserver' || !isOn(host, product, 'secrets-encryption')) return values;
  const path = `/var/lib/rancher/${product}/server/cred/encryption-config.json`;
  return new Map([...values, ['encryption-provider-config', path]]);
}

/** Whether an option of the product itself is on, in a file or in the service. */
function isOn(host: Host, product: 'k3s' | 'rke2', option: string): boolean {
  const inFiles = configPaths(host, product).some((path) =>
    isTrue(fieldOf(host.document(path)?.body, option)),
  );
  if (inFiles) return true;
  return servicesOfProduct(product).some((service) => {
    const uses = parseFlags(commandOf(host, service)?.words ?? []).get(option);
    return uses?.at(-1)?.value === 'true';
  });
}

function isTrue(value: Json | undefined): boolean {
  return value === true || value === 'true';
}

function servicesOfProduct(product: 'k3s' | 'rke2'): readonly string[] {
  return product === 'k3s'
    ? ['k3s.service', 'k3s-agent.service']
    : ['rke2-server.service', 'rke2-agent.service'];
}

/** Where a setting is added that nothing names yet. */
function homeOf(name: ComponentName, product: string): SettingSource {
  return {
    title: product,
    get: () => undefined,
    spot: () => ({ location: { path: `/etc/rancher/${product}/config.yaml` } }),
    patch: () => undefined,
    label: (setting) => `${name}-arg ${setting}`,
  };
}
