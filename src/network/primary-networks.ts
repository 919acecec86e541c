import { fieldOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { readSelector, selects } from '#kube/selector.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Json } from '#model/json-value.ts';

/** The second one stands in older documentation. */
const groups = ['k8s.ovn.org', 'nmstate.io'];
const primaryLabel = 'k8s.ovn.org/primary-user-defined-network';

/**
 * Namespaces whose pods are on a network of their own (OVN-Kubernetes, UserDefinedNetwork and ClusterUserDefinedNetwork with role
 * `Primary`), with the network's name. Only namespaces with the label for it are ever moved.
 */
export function primaryNetworksOf(view: ClusterView): ReadonlyMap<string, string> {
  const networks = new Map<string, string>();
  const candidates = view.namespaces.filter((name) => view.namespaceLabels(name).has(primaryLabel));
  for (const { body, namespace = 'default', name } of all(view, 'UserDefinedNetwork'))
    if (isPrimary(body, ['spec']) && candidates.includes(namespace))
      networks.set(namespace, `${namespace}/${name}`);
  for (const object of all(view, 'ClusterUserDefinedNetwork'))
    for (const one of selectedBy(object, candidates, view))
      if (!networks.has(one)) networks.set(one, object.name);
  return networks;
}

function all(view: ClusterView, kind: string): readonly KubeObject[] {
  return groups.flatMap((group) => view.ofKind(group, kind));
}

function selectedBy(
  { body }: KubeObject,
  candidates: readonly string[],
  view: ClusterView,
): readonly string[] {
  const selector = readSelector(valueAt(body, ['spec', 'namespaceSelector']));
  if (selector === undefined || !isPrimary(body, ['spec', 'network'])) return [];
  return candidates.filter((one) => selects(selector, view.namespaceLabels(one)));
}

function isPrimary(body: Json, path: readonly string[]): boolean {
  const network = valueAt(body, path);
  return ['layer2', 'layer3'].some(
    (kind) => textOf(fieldOf(fieldOf(network, kind), 'role')) === 'Primary',
  );
}
