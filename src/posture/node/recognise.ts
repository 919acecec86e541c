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

/** Whether an object tells of nodes. Quick, since all objects of a cluster pass by. */
export function isNodeObject(object: KubeObject): boolean {
  if (documentNameOf(object) !== undefined) return true;
  if (configurations.has(`${object.group}/${object.kind}`)) return true;
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
