import type { Condition, Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, valueAt } from '#kube/json.ts';
import { type KubeObject, referenceOf } from '#kube/object.ts';
import { readSelector, type Selector, selects } from '#kube/selector.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Json } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { isMisspelt, mayAppear } from './makers.ts';
import { selectedBy } from './scaling.ts';
import { selectWorkloads } from './selection.ts';

/** A condition that reports objects whose selector meets no workload of their namespace, where there are workloads at all. */
export function selectsNothing(
  group: string,
  kind: string,
  field: 'selector' | 'podSelector',
): Condition<ClusterSubject> {
  return function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
    for (const object of view.ofKind(group, kind)) {
      const selector = readSelector(valueAt(object.body, ['spec', field]));
      if (selector === undefined || selector.requirements.length === 0) continue;
      if (!hasWorkloads(view, object.namespace) || selectedBy(view, object, field).length > 0)
        continue;
      if (mayComeLater(view, object.namespace, selector)) continue;
      yield {
        message: `no workload in "${object.namespace}" has the labels that it selects`,
        object: referenceOf(object),
        field: ['spec', field],
      };
    }
  };
}

/** A peer of a NetworkPolicy whose selector meets nothing. */
export interface EmptyPeer {
  readonly selector: 'podSelector' | 'namespaceSelector';
  readonly path: FieldPath;
  /** The peer as it is written, to tell it from others. */
  readonly text: string;
}

/**
 * The peers of a NetworkPolicy that select nothing. Pods of other namespaces are asked for only where those namespaces are here;
 * namespaces only in a cluster.
 */
export function emptyPeers(view: ClusterView, policy: KubeObject): readonly EmptyPeer[] {
  return [...peersOf(policy)].flatMap(({ peer, path }) => {
    const selector = emptySelector(view, policy.namespace ?? 'default', peer);
    return selector === undefined
      ? []
      : [{ selector, path: [...path, selector], text: JSON.stringify(peer) }];
  });
}

const sides = [
  ['ingress', 'from'],
  ['egress', 'to'],
] as const;

function* peersOf({
  body,
}: KubeObject): Iterable<{ readonly peer: Json; readonly path: FieldPath }> {
  for (const [direction, side] of sides)
    for (const [at, rule] of objectsOf(valueAt(body, ['spec', direction])))
      for (const [index, peer] of objectsOf(fieldOf(rule, side)))
        yield { peer, path: ['spec', direction, at, side, index] };
}

function emptySelector(
  view: ClusterView,
  own: string,
  peer: Json,
): EmptyPeer['selector'] | undefined {
  const namespaces = readSelector(fieldOf(peer, 'namespaceSelector'));
  const pods = readSelector(fieldOf(peer, 'podSelector'));
  const met =
    namespaces === undefined
      ? [own]
      : view.namespaces.filter((name) => selects(namespaces, view.namespaceLabels(name)));
  const isWhole = view.completeness === 'cluster' && view.covers();
  if (met.length === 0) return isWhole ? 'namespaceSelector' : undefined;
  if (pods === undefined || pods.requirements.length === 0) return undefined;
  if (met.some((name) => !view.covers(name))) return undefined;
  if (!met.some((name) => hasWorkloads(view, name))) return undefined;
  return met.some(
    (name) => selectWorkloads(view, name, pods).length > 0 || mayComeLater(view, name, pods),
  )
    ? undefined
    : 'podSelector';
}

/** Whether an operator among the files may make pods that are selected, and no slip of the fingers explains it better. */
export function mayComeLater(
  view: ClusterView,
  namespace: string | undefined,
  selector: Selector,
): boolean {
  return mayAppear(view, 'workload', namespace) && !isMisspelt(view, namespace, selector);
}

/** Whether something could be selected: in files only where some of the namespace are there. */
export function hasWorkloads(view: ClusterView, namespace: string | undefined): boolean {
  const isKnown = view.completeness === 'cluster' && view.covers(namespace);
  return isKnown || view.workloadsIn(namespace).length > 0;
}
