import { textsOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { ClusterView } from '#kube/view.ts';
import { type AddressRange, tryParseCidr } from './addresses.ts';
import { type Expression, holds } from './calico-selector.ts';
import {
  namespaceLabel,
  namespacePrefix,
  ownNamePrefix,
  type ValuesInUse,
} from './calico-terms.ts';

/** The second group holds the same objects as the API server stores them. */
const calicoGroups = ['projectcalico.org', 'crd.projectcalico.org'] as const;

/** Objects of a kind of Calico, those that both groups have once. */
export function calicoObjects(view: ClusterView, kind: string): readonly KubeObject[] {
  const found = new Map<string, KubeObject>();
  for (const group of calicoGroups)
    for (const object of view.ofKind(group, kind)) {
      const key = `${object.namespace ?? ''}/${object.name.replace(/^default\./, '')}`;
      if (!found.has(key)) found.set(key, object);
    }
  return [...found.values()];
}

interface NetworkSet {
  readonly labels: ReadonlyMap<string, string>;
  readonly ranges: readonly AddressRange[];
}

/** What policies of Calico may speak of besides pods: sets of networks, and which values labels have. */
export class CalicoWorld implements ValuesInUse {
  readonly view: ClusterView;
  #sets: readonly NetworkSet[] | undefined;
  #podValues: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  #namespaceValues: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  constructor(view: ClusterView) {
    this.view = view;
  }

  /** Networks of the sets (NetworkSet, GlobalNetworkSet) that a selector means. */
  networksOf(expression: Expression): readonly AddressRange[] {
    this.#sets ??= [...this.#setsOf('NetworkSet'), ...this.#setsOf('GlobalNetworkSet')];
    return this.#sets
      .filter(({ labels }) => holds(expression, labels))
      .flatMap((one) => one.ranges);
  }

  ofPods(key: string): Iterable<string> {
    this.#podValues ??= valuesOf([
      ...this.view.workloads.flatMap(({ pod, pods }) => [
        pod.labels,
        ...pods.map(({ labels }) => labels),
      ]),
      ...this.view.ofKind('', 'Pod').map(({ labels }) => labels),
      ...this.view.ofKind('', 'ServiceAccount').map(accountLabels),
    ]);
    return this.#podValues.get(key) ?? [];
  }

  ofNamespaces(key: string): Iterable<string> {
    this.#namespaceValues ??= valuesOf(
      this.view.namespaces.map((name) => this.view.namespaceLabels(name)),
    );
    return this.#namespaceValues.get(key) ?? [];
  }

  #setsOf(kind: string): readonly NetworkSet[] {
    return calicoObjects(this.view, kind).map(({ labels, namespace, body }) => ({
      labels: namespace === undefined ? labels : new Map([...labels, ...this.#places(namespace)]),
      ranges: textsOf(valueAt(body, ['spec', 'nets'])).flatMap((one) => tryParseCidr(one) ?? []),
    }));
  }

  /** Labels by which selectors mean the namespace of an endpoint. */
  *#places(namespace: string): Iterable<readonly [string, string]> {
    yield [namespaceLabel, namespace];
    yield [`${namespacePrefix}${ownNamePrefix}`, namespace];
    for (const [key, value] of this.view.namespaceLabels(namespace))
      yield [`${namespacePrefix}${key}`, value];
  }
}

function valuesOf(
  all: readonly ReadonlyMap<string, string>[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  for (const labels of all)
    for (const [key, value] of labels) {
      const known = values.get(key);
      if (known === undefined) values.set(key, new Set([value]));
      else known.add(value);
    }
  return values;
}

/** Prefix of the labels that a pod has from its ServiceAccount. */
export const accountPrefix = 'pcsa.';
export const accountLabel = 'projectcalico.org/serviceaccount';

function accountLabels({ name, labels }: KubeObject): ReadonlyMap<string, string> {
  return new Map([
    [accountLabel, name],
    [`${accountPrefix}${ownNamePrefix}`, name],
    ...[...labels].map(([key, value]) => [`${accountPrefix}${key}`, value] as const),
  ]);
}

/** Whether a label is one that Calico gives endpoints. */
export function isImplied(key: string): boolean {
  return key.startsWith(accountPrefix) || key.startsWith('projectcalico.org/');
}

/** Labels that Calico gives the endpoint of a pod besides the pod's own. */
export function endpointLabels(
  view: ClusterView,
  namespace: string,
  name: string,
): ReadonlyMap<string, string> {
  const account = view.find('', 'ServiceAccount', name, namespace);
  return new Map([
    ['projectcalico.org/orchestrator', 'k8s'],
    [accountLabel, name],
    [`${accountPrefix}${ownNamePrefix}`, name],
    ...(account === undefined ? [] : accountLabels(account)),
  ]);
}
