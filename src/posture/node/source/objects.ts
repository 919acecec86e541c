import { formatFieldPath } from '#kube/field-path.ts';
import { fieldOf, isList, isObject, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Json } from '#model/json-value.ts';
import type { FieldChange, FieldPath } from '#model/kubernetes.ts';
import type { Component, ComponentName, Setting, SettingSource } from '../component.ts';
import { configSource } from './config-source.ts';
import { impliedSource, kubeadmImplied } from './implied-source.ts';

/** Where the arguments of each component stand in a ClusterConfiguration (kubeadm.k8s.io v1beta1 to v1beta4). */
const kubeadmParts: readonly (readonly [ComponentName, FieldPath])[] = [
  ['kube-apiserver', ['apiServer']],
  ['kube-controller-manager', ['controllerManager']],
  ['kube-scheduler', ['scheduler']],
  ['etcd', ['etcd', 'local']],
];

/** Components that a configuration object is of; none of other objects. */
export function componentsOfConfiguration(object: KubeObject): readonly Component[] {
  switch (`${object.group}/${object.kind}`) {
    case 'kubelet.config.k8s.io/KubeletConfiguration':
      return [alone('kubelet', configSource('kubelet configuration', object))];
    case 'kubeproxy.config.k8s.io/KubeProxyConfiguration':
      return [alone('kube-proxy', configSource('kube-proxy configuration', object))];
    case 'kubeadm.k8s.io/ClusterConfiguration':
      return kubeadmParts.flatMap(([name, path]) => kubeadmComponent(object, name, path) ?? []);
    default:
      return [];
  }
}

function alone(name: ComponentName, source: SettingSource): Component {
  return { name, sources: [source], homes: [source], usesConfig: true };
}

function kubeadmComponent(
  object: KubeObject,
  name: ComponentName,
  path: FieldPath,
): Component | undefined {
  // an etcd that is elsewhere, and files of which another one says what the cluster is like
  if (name === 'etcd' && valueAt(object.body, ['etcd', 'external']) !== undefined) return undefined;
  const own = extraArguments(object, [...path, 'extraArgs']);
  const implied = impliedSource('kubeadm', kubeadmImplied[name] ?? new Map());
  return { name, sources: [own, implied], homes: [own], usesConfig: false };
}

/** `extraArgs`: a map up to v1beta3, a list of name and value since v1beta4. */
function extraArguments(object: KubeObject, path: FieldPath): SettingSource {
  const written = valueAt(object.body, path);
  const isNew = isList(written) || (written === undefined && object.version >= 'v1beta4');
  function find(
    name: string,
  ): { readonly setting: Setting; readonly field: FieldPath } | undefined {
    if (isObject(written)) {
      const value = fieldOf(written, name);
      if (value === undefined || value === null || typeof value === 'object') return undefined;
      const setting = { values: [String(value)], written: `${name}: ${String(value)}` };
      return { setting, field: [...path, name] };
    }
    const uses = objectsOf(written).filter(([, one]) => textOf(fieldOf(one, 'name')) === name);
    const last = uses.at(-1);
    if (last === undefined) return undefined;
    const values = uses.map(([, one]) => textOf(fieldOf(one, 'value')) ?? '');
    return {
      setting: { values, written: `${name}: ${values.join(',')}` },
      field: [...path, last[0], 'value'],
    };
  }
  return {
    title: 'kubeadm configuration',
    get: (name) => find(name)?.setting,
    spot: (name) => ({
      location: { path: object.origin.place.path },
      object,
      field: find(name)?.field ?? path,
    }),
    patch(name, value) {
      if (value === undefined) return undefined;
      const change = changeOf({ path, written, isNew, field: find(name)?.field }, name, value);
      return { title: `set ${name} to ${value}`, safety: 'review', changes: [change] };
    },
    label: (name) => `${formatFieldPath(path)} ${name}`,
  };
}

interface Arguments {
  readonly path: FieldPath;
  readonly written: Json | undefined;
  /** Whether arguments are a list. */
  readonly isNew: boolean;
  /** Where the argument stands already. */
  readonly field: FieldPath | undefined;
}

function changeOf(
  { path, written, isNew, field }: Arguments,
  name: string,
  value: string,
): FieldChange {
  if (field !== undefined) return { op: 'set', path: field, value };
  if (!isNew) return { op: 'set', path: [...path, name], value };
  if (isList(written))
    return { op: 'set', path: [...path, written.length], value: { name, value } };
  return { op: 'set', path, value: [{ name, value }] };
}
