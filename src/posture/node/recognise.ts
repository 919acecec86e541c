import { isObject, listOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { podTemplatesOf } from '#kube/pods.ts';
import { componentNames } from './component.ts';
import { documentNameOf } from './documents.ts';

const configurations: ReadonlySet<string> = new Set([
  'kubelet.config.k8s.io/KubeletConfiguration',
  'kubeproxy.config.k8s.io/KubeProxyConfiguration',
  'kubeadm.k8s.io/ClusterConfiguration',
]);

/** ConfigMaps in kube-system that kubeadm keeps configurations in, with the keys that hold them. */
const configMaps: Readonly<Record<string, readonly string[]>> = {
  'kube-proxy': ['config.conf'],
  'kubelet-config': ['kubelet'],
  'kubeadm-config': ['ClusterConfiguration'],
};

/** The keys of a ConfigMap that hold a configuration; none of other objects. */
export function configurationKeys({ group, kind, name, namespace }: KubeObject): readonly string[] {
  if (kind !== 'ConfigMap' || group !== '' || namespace !== 'kube-system') return [];
  // up to 1.23 the name ended in the version: kubelet-config-1.23
  const base = name.replace(/^(kubelet-config)-1\.\d+$/, '$1');
  return Object.hasOwn(configMaps, base) ? (configMaps[base] ?? []) : [];
}

/** Whether an object tells of nodes. Quick, since all objects of a cluster pass by. */
export function isNodeObject(object: KubeObject): boolean {
  if (documentNameOf(object) !== undefined) return true;
  if (configurations.has(`${object.group}/${object.kind}`)) return true;
  if (object.kind === 'ConfigMap') return configurationKeys(object).length > 0;
  return podTemplatesOf(object).some(({ containers }) =>
    containers.some(
      ({ body, image }) => namesComponent(image) || wordsOf(body).some(namesComponent),
    ),
  );
}

function wordsOf(body: Parameters<typeof valueAt>[0]): readonly string[] {
  if (!isObject(body)) return [];
  const words = [
    ...listOf(valueAt(body, ['command'])),
    ...listOf(valueAt(body, ['args'])).slice(0, 10),
  ];
  return words.slice(0, 100).filter((word) => typeof word === 'string');
}

function namesComponent(text: string): boolean {
  return text.includes('hyperkube') || componentNames.some((name) => text.includes(name));
}
