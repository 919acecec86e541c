import type { Condition, Violation } from '#contract/check.ts';
import { isObject, listOf, textsOf, valueAt } from '#kube/json.ts';
import { type KubeObject, referenceOf } from '#kube/object.ts';
import { readSelector } from '#kube/selector.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import type { ClusterView } from '#kube/view.ts';

/** The namespaces that are here and do not belong to the cluster itself. */
export function ownNamespaces(view: ClusterView): readonly KubeObject[] {
  return view
    .ofKind('', 'Namespace')
    .filter(({ name }) => !/^kube-(?:system|public|node-lease)$/.test(name));
}

/**
 * Whether a policy selects all pods of a namespace and lets nothing in that no other policy allows. Where the CNI's own kinds of
 * policy are in use, nobody can tell here: then it counts as closed.
 */
export function deniesByDefault(view: ClusterView, namespace: string): boolean {
  return closed(view).has(namespace) || hasForeignPolicies(view);
}

function closed(view: ClusterView): ReadonlySet<string | undefined> {
  return view.memo('posture closed namespaces', () => {
    const policies = view.ofKind('networking.k8s.io', 'NetworkPolicy');
    return new Set(policies.filter(closesIngress).map((one) => one.namespace));
  });
}

const foreign: readonly (readonly [string, string])[] = [
  ['cilium.io', 'CiliumNetworkPolicy'],
  ['cilium.io', 'CiliumClusterwideNetworkPolicy'],
  ['crd.projectcalico.org', 'GlobalNetworkPolicy'],
  ['projectcalico.org', 'GlobalNetworkPolicy'],
  ['policy.networking.k8s.io', 'BaselineAdminNetworkPolicy'],
  ['policy.networking.k8s.io', 'ClusterNetworkPolicy'],
];

/** Whether kinds of policy of the CNI, or of the whole cluster, are in use. */
export function hasForeignPolicies(view: ClusterView): boolean {
  return foreign.some(([group, kind]) => view.ofKind(group, kind).length > 0);
}

function closesIngress({ body }: KubeObject): boolean {
  const spec = valueAt(body, ['spec']);
  const selector = readSelector(valueAt(spec, ['podSelector']));
  if (!isObject(spec) || (selector?.requirements.length ?? 0) > 0) return false;
  const types = textsOf(valueAt(spec, ['policyTypes']));
  if (types.length > 0 && !types.includes('Ingress')) return false;
  return listOf(valueAt(spec, ['ingress'])).length === 0;
}

/** A condition that reports namespaces with workloads that have no object of a kind of the core group. */
export function withoutAny(kind: string): Condition<ClusterSubject> {
  return function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
    if (view.unlisted.has(`/${kind}`)) return;
    const having = new Set(view.ofKind('', kind).map(({ namespace }) => namespace));
    for (const namespace of ownNamespaces(view)) {
      if (having.has(namespace.name) || view.workloadsIn(namespace.name).length === 0) continue;
      yield {
        message: `the namespace "${namespace.name}" has no ${kind}`,
        object: referenceOf(namespace),
        field: ['metadata', 'name'],
      };
    }
  };
}
