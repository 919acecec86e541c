import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { readSelector, selects } from '#kube/selector.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Json } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { routeBackends } from './backends.ts';
import { isJudged, referencesIn } from './missing.ts';

const gateway = 'gateway.networking.k8s.io';

/** What is used across namespaces, of the core group. */
export interface GrantTarget {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** One use of an object of another namespace by a route or a Gateway. */
export interface UseAcross {
  readonly from: KubeObject;
  readonly target: GrantTarget;
  readonly path: FieldPath;
}

/** All such uses: Services behind routes, Secrets of Gateways. */
export function usesAcross(view: ClusterView): readonly UseAcross[] {
  const services = routeBackends(view).map(({ from, service, namespace, path }) => ({
    from,
    path,
    target: { kind: 'Service', name: service, namespace },
  }));
  const secrets = referencesIn(view)
    .filter(({ from, kind }) => from.kind === 'Gateway' && kind === 'Secret')
    .map(({ from, kind, name, namespace = '', path }) => ({
      from,
      path,
      target: { kind, name, namespace },
    }));
  return [...services, ...secrets].filter(
    ({ from, target }) => target.namespace !== from.namespace,
  );
}

/** Whether the grants of a namespace are known: in a cluster, or where objects of the namespace are in the files. */
export function mayJudgeGrants(view: ClusterView, namespace: string): boolean {
  if (view.completeness === 'cluster')
    return view.covers(namespace) && !view.unlisted.has(`${gateway}/ReferenceGrant`);
  return view.objects.some((one) => one.namespace === namespace);
}

/** Whether a ReferenceGrant lets an object use another of a different namespace. */
export function isGranted(view: ClusterView, from: KubeObject, target: GrantTarget): boolean {
  return view.ofKind(gateway, 'ReferenceGrant').some(({ namespace, body }) => {
    if (namespace !== target.namespace) return false;
    const isFrom = objectsOf(valueAt(body, ['spec', 'from'])).some(
      ([, one]) =>
        fieldOf(one, 'group') === from.group &&
        fieldOf(one, 'kind') === from.kind &&
        fieldOf(one, 'namespace') === from.namespace,
    );
    return isFrom && objectsOf(valueAt(body, ['spec', 'to'])).some(([, one]) => isTo(one, target));
  });
}

function isTo(one: Json, { kind, name }: GrantTarget): boolean {
  const named = textOf(fieldOf(one, 'name'));
  return fieldOf(one, 'kind') === kind && (named === undefined || named === name);
}

/** Why a route does not come to a Gateway that it names; `undefined` when it does, or nobody can tell. */
export function faultOfParent(
  view: ClusterView,
  route: KubeObject,
  parent: Json,
): string | undefined {
  const name = textOf(fieldOf(parent, 'name')) ?? '';
  const namespace = textOf(fieldOf(parent, 'namespace')) ?? route.namespace ?? 'default';
  const found = view.find(gateway, 'Gateway', name, namespace);
  if (found === undefined)
    return isJudged(view, gateway, 'Gateway', namespace)
      ? `there is no Gateway "${name}" in "${namespace}"`
      : undefined;
  const section = textOf(fieldOf(parent, 'sectionName'));
  const listeners = objectsOf(valueAt(found.body, ['spec', 'listeners'])).map(([, one]) => one);
  const named = listeners.filter(
    (one) => section === undefined || fieldOf(one, 'name') === section,
  );
  if (named.length === 0) return `the Gateway "${name}" has no listener "${section ?? ''}"`;
  return named.some((one) => takes(view, found, route, one))
    ? undefined
    : `the Gateway "${name}" takes no routes of "${route.namespace}"`;
}

function takes(
  view: ClusterView,
  { namespace }: KubeObject,
  route: KubeObject,
  listener: Json,
): boolean {
  const rule = valueAt(listener, ['allowedRoutes', 'namespaces']);
  const from = textOf(fieldOf(rule, 'from')) ?? 'Same';
  if (from === 'All') return true;
  if (from === 'Same') return namespace === route.namespace;
  const selector = readSelector(fieldOf(rule, 'selector'));
  const isKnown =
    view.completeness === 'cluster' ||
    view.find('', 'Namespace', route.namespace ?? 'default') !== undefined;
  if (selector === undefined || !isKnown) return true;
  return selects(selector, view.namespaceLabels(route.namespace ?? 'default'));
}
