import type { KubeObject } from '#kube/object.ts';

/** Whether an object is of one of the kinds, each as `group/Kind`; kinds of the core group are written `/Service`. */
export function isKind({ group, kind }: KubeObject, ...kinds: readonly string[]): boolean {
  return kinds.includes(`${group}/${kind}`);
}

/** Ingress, wherever it stood. */
export const ingressKinds = ['networking.k8s.io/Ingress', 'extensions/Ingress'] as const;

/** Whether it was written by a person: it comes from a file and no program made it. */
export function isWritten({ origin }: KubeObject): boolean {
  return origin.isText === true && origin.rendered === undefined;
}

/** Whether it is a role or binding of the cluster itself: names `system:…` and `kubeadm:…`, what the API server makes at start. */
export function isOfSystem({ name, labels }: KubeObject): boolean {
  if (/^(?:system|kubeadm):/.test(name)) return true;
  return labels.get('kubernetes.io/bootstrapping') === 'rbac-defaults';
}
