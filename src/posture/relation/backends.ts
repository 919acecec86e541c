import { fieldOf, isObject, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Json } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { ingressKinds, isKind } from '../object/kind.ts';
import { isJudged } from './missing.ts';

/** A Service that an Ingress or a route sends requests to. */
export interface Backend {
  readonly from: KubeObject;
  readonly service: string;
  readonly namespace: string;
  /** Number or name of the port; absent where none is written. */
  readonly port?: string | number;
  /** Where the name of the Service stands. */
  readonly path: FieldPath;
}

/** The backends of all Ingresses. */
export function ingressBackends(view: ClusterView): readonly Backend[] {
  return view.memo('posture ingress backends', () =>
    view.objects
      .filter((one) => isKind(one, ...ingressKinds))
      .flatMap((one) => [...ofIngress(one)]),
  );
}

const routeKinds = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'];

/** Routes of the Gateway API. */
export function routesIn(view: ClusterView): readonly KubeObject[] {
  return routeKinds.flatMap((kind) => view.ofKind('gateway.networking.k8s.io', kind));
}

/** The Services that routes of the Gateway API send requests to. */
export function routeBackends(view: ClusterView): readonly Backend[] {
  return view.memo('posture route backends', () =>
    routesIn(view).flatMap((one) => [...ofRoute(one)]),
  );
}

/** Whether a Service has a port of that number or name. */
function hasPort({ body }: KubeObject, port: string | number): boolean {
  if (valueAt(body, ['spec', 'type']) === 'ExternalName') return true;
  const ports = objectsOf(valueAt(body, ['spec', 'ports']));
  return ports.some(([, one]) => fieldOf(one, typeof port === 'number' ? 'port' : 'name') === port);
}

function* ofIngress(from: KubeObject): Iterable<Backend> {
  for (const field of ['defaultBackend', 'backend'])
    yield* backendAt(from, fieldOf(fieldOf(from.body, 'spec'), field), ['spec', field]);
  for (const [at, rule] of objectsOf(valueAt(from.body, ['spec', 'rules'])))
    for (const [index, one] of objectsOf(valueAt(rule, ['http', 'paths'])))
      yield* backendAt(from, fieldOf(one, 'backend'), [
        'spec',
        'rules',
        at,
        'http',
        'paths',
        index,
        'backend',
      ]);
}

/** As networking.k8s.io/v1 has it, and as the beta versions had it (`serviceName`). */
function* backendAt(from: KubeObject, value: Json | undefined, path: FieldPath): Iterable<Backend> {
  if (!isObject(value)) return;
  const isOld = fieldOf(value, 'serviceName') !== undefined;
  const names = isOld ? ['serviceName'] : ['service', 'name'];
  const service = textOf(valueAt(value, names));
  if (service === undefined) return;
  const port = isOld
    ? fieldOf(value, 'servicePort')
    : (valueAt(value, ['service', 'port', 'number']) ??
      valueAt(value, ['service', 'port', 'name']));
  if (port === 'use-annotation') return; // the controller of AWS makes it of an annotation
  const namespace = from.namespace ?? 'default';
  yield withPort({ from, service, namespace, path: [...path, ...names] }, port);
}

function* ofRoute(from: KubeObject): Iterable<Backend> {
  for (const [at, rule] of objectsOf(valueAt(from.body, ['spec', 'rules'])))
    for (const [index, one] of objectsOf(fieldOf(rule, 'backendRefs'))) {
      if ((textOf(fieldOf(one, 'kind')) ?? 'Service') !== 'Service') continue;
      if ((textOf(fieldOf(one, 'group')) ?? '') !== '') continue;
      const namespace = textOf(fieldOf(one, 'namespace')) ?? from.namespace ?? 'default';
      const path = ['spec', 'rules', at, 'backendRefs', index, 'name'];
      const service = textOf(fieldOf(one, 'name')) ?? '';
      yield withPort({ from, service, namespace, path }, fieldOf(one, 'port'));
    }
}

function withPort(backend: Omit<Backend, 'port'>, port: Json | undefined): Backend {
  return typeof port === 'string' || typeof port === 'number' ? { ...backend, port } : backend;
}

/** Why requests of a backend go nowhere; `undefined` when they do not, or nobody can tell. */
export function faultOfBackend(view: ClusterView, backend: Backend): string | undefined {
  const { service, namespace, port } = backend;
  const found = view.find('', 'Service', service, namespace);
  if (found === undefined)
    return isJudged(view, '', 'Service', namespace)
      ? `there is no Service "${service}" in "${namespace}"`
      : undefined;
  if (port === undefined || hasPort(found, port)) return undefined;
  return `the Service "${service}" has no port ${JSON.stringify(port)}`;
}
