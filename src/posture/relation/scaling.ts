import { fieldOf, numberOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { groupOf } from '#kube/object.ts';
import { readSelector } from '#kube/selector.ts';
import type { ClusterView, Workload } from '#kube/view.ts';
import type { Json } from '#model/json-value.ts';
import { selectWorkloads } from './selection.ts';

/** The workloads of its namespace that a PodDisruptionBudget or NetworkPolicy selects; `field` holds the selector. */
export function selectedBy(
  view: ClusterView,
  object: KubeObject,
  field: 'selector' | 'podSelector',
): readonly Workload[] {
  const selector = readSelector(valueAt(object.body, ['spec', field]));
  if (selector === undefined) return [];
  return selectWorkloads(view, object.namespace, selector);
}

/** The object that an autoscaler scales (`spec.scaleTargetRef` or `spec.targetRef`); `undefined` when it is not there. */
export function targetOf(
  view: ClusterView,
  object: KubeObject,
  field: string,
): KubeObject | undefined {
  const target = valueAt(object.body, ['spec', field]);
  const kind = textOf(fieldOf(target, 'kind')) ?? '';
  const name = textOf(fieldOf(target, 'name')) ?? '';
  const group = groupOf(textOf(fieldOf(target, 'apiVersion')) ?? 'apps/v1');
  return (
    view.find(group, kind, name, object.namespace) ??
    view.find('apps', kind, name, object.namespace)
  );
}

/** The autoscalers of one object, by the key of `scaledKey`. */
export function autoscalers(view: ClusterView): ReadonlyMap<string, readonly KubeObject[]> {
  return view.memo('posture autoscalers', () =>
    Map.groupBy(view.ofKind('autoscaling', 'HorizontalPodAutoscaler'), (one) => {
      const target = valueAt(one.body, ['spec', 'scaleTargetRef']);
      const kind = textOf(fieldOf(target, 'kind')) ?? '';
      return `${one.namespace}/${kind}/${textOf(fieldOf(target, 'name')) ?? ''}`;
    }),
  );
}

export function scaledKey({ namespace, kind, name }: KubeObject): string {
  return `${namespace}/${kind}/${name}`;
}

/** The fewest pods that a workload runs by its autoscaler or its replicas; `undefined` where their number is not written there. */
export function fewestPods(view: ClusterView, object: KubeObject): number | undefined {
  const scaler = autoscalers(view).get(scaledKey(object))?.[0];
  if (scaler !== undefined) return numberOf(valueAt(scaler.body, ['spec', 'minReplicas'])) ?? 1;
  const isScaled = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController', 'Rollout'];
  if (!isScaled.includes(object.kind)) return undefined;
  return numberOf(valueAt(object.body, ['spec', 'replicas'])) ?? 1;
}

/**
 * How many of so many pods an eviction may take, by the budget (disruption controller: percentages of `minAvailable` and of
 * `maxUnavailable` round up); `undefined` where the budget says nothing that can be read.
 */
export function disruptionsAllowed({ body }: KubeObject, pods: number): number | undefined {
  const least = amountOf(valueAt(body, ['spec', 'minAvailable']), pods);
  if (least !== undefined) return Math.max(0, pods - least);
  const most = amountOf(valueAt(body, ['spec', 'maxUnavailable']), pods);
  return most === undefined ? undefined : Math.min(pods, most);
}

function amountOf(value: Json | undefined, pods: number): number | undefined {
  if (typeof value === 'number') return value;
  const match = typeof value === 'string' ? /^(\d{1,4})%$/.exec(value) : null;
  return match === null ? undefined : Math.ceil((Number(match[1]) * pods) / 100);
}

/** Whether every container has a request of a resource, itself or by the pod. */
export function hasRequests({ pod }: Workload, resource: string): boolean {
  const path = ['resources', 'requests', resource];
  const limit = ['resources', 'limits', resource];
  if (valueAt(pod.spec, path) !== undefined) return true;
  const regular = pod.containers.filter(({ type, isSidecar }) => type === 'regular' || isSidecar);
  return regular.every(
    ({ body }) => valueAt(body, path) !== undefined || valueAt(body, limit) !== undefined,
  );
}

/** Names and numbers of the ports that a workload declares. */
function declaredPorts({ pod }: Workload): ReadonlySet<string | number> {
  const ports = pod.containers.flatMap(({ body }) => objectsOf(fieldOf(body, 'ports')));
  return new Set(
    ports.flatMap(([, one]) =>
      [fieldOf(one, 'name'), fieldOf(one, 'containerPort')].filter(
        (value) => typeof value === 'string' || typeof value === 'number',
      ),
    ),
  );
}

/**
 * Whether a workload certainly lacks a port that a Service sends to: a name that no container declares, or a number where it
 * declares others (undeclared ones are open too, so a workload that declares none is not judged).
 */
export function missesPort(workload: Workload, port: Json | undefined): boolean {
  const declared = declaredPorts(workload);
  if (typeof port === 'string') return !declared.has(/^\d+$/.test(port) ? Number(port) : port);
  return typeof port === 'number' && declared.size > 0 && !declared.has(port);
}

/** The resources whose share of the request an autoscaler counts by; CPU where it says nothing. */
export function utilisedResources({ body }: KubeObject): readonly string[] {
  const metrics = objectsOf(valueAt(body, ['spec', 'metrics']));
  if (metrics.length === 0) return ['cpu'];
  return metrics.flatMap(([, one]) => {
    const resource = fieldOf(one, 'resource');
    const isShare =
      valueAt(resource, ['target', 'type']) === 'Utilization' ||
      valueAt(resource, ['targetAverageUtilization']) !== undefined;
    return isShare ? [textOf(fieldOf(resource, 'name')) ?? 'cpu'] : [];
  });
}
