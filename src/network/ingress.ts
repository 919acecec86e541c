import { fieldOf, isObject, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Json } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { Entry, EntryReader } from './entry.ts';
import { led } from './entry.ts';
import type { PortReference, ServiceTarget } from './services.ts';

/** Ingress (networking.k8s.io/v1, and the old form with serviceName): rules and the default backend. */
export function* ingressEntries(reader: EntryReader): Iterable<Entry> {
  const ingresses = ['networking.k8s.io', 'extensions'].flatMap((group) =>
    reader.view.ofKind(group, 'Ingress'),
  );
  for (const ingress of ingresses)
    for (const one of backendsOf(ingress)) {
      const found = backendService(one.backend);
      if (found === undefined) continue;
      yield* follow(ingress, { ...one, ...found, kind: 'ingress' }, reader);
    }
}

interface Reference {
  readonly kind: 'ingress' | 'route';
  readonly path: FieldPath;
  readonly host: string | undefined;
  readonly name: string;
  readonly port: PortReference;
}

/** Where a reference to a service leads. */
function* follow(
  object: KubeObject,
  { kind, path, host, name, port }: Reference,
  reader: EntryReader,
): Iterable<Entry> {
  const service = reader.services.find(object.namespace ?? 'default', name);
  if (service === undefined) {
    reader.report({ object, path, text: `there is no service "${name}"` });
    return;
  }
  const targets = overTcp(reader.services.targets(service, port), reader);
  if (targets.length === 0)
    reader.report({ object, path, text: `service "${name}" leads to no pod here` });
  const hosts = host === undefined ? [] : [host];
  yield* led(targets, { kind, objects: [object, service], hosts, sources: [] });
}

interface Backend {
  readonly backend: Json | undefined;
  readonly path: FieldPath;
  readonly host: string | undefined;
}

function* backendsOf({ body }: KubeObject): Iterable<Backend> {
  for (const field of ['defaultBackend', 'backend']) {
    const backend = valueAt(body, ['spec', field]);
    if (isObject(backend)) yield { backend, path: ['spec', field], host: undefined };
  }
  for (const [at, rule] of objectsOf(valueAt(body, ['spec', 'rules']))) {
    const host = textOf(fieldOf(rule, 'host'));
    for (const [index, item] of objectsOf(valueAt(rule, ['http', 'paths']))) {
      const path = ['spec', 'rules', at, 'http', 'paths', index, 'backend'];
      yield { backend: fieldOf(item, 'backend'), path, host };
    }
  }
}

function backendService(
  backend: Json | undefined,
): { readonly name: string; readonly port: PortReference } | undefined {
  const service = fieldOf(backend, 'service');
  const name = textOf(fieldOf(service, 'name')) ?? textOf(fieldOf(backend, 'serviceName'));
  if (name === undefined) return undefined;
  const port = fieldOf(service, 'port');
  const found = isObject(port)
    ? (fieldOf(port, 'name') ?? fieldOf(port, 'number'))
    : fieldOf(backend, 'servicePort');
  return { name, port: typeof found === 'string' || typeof found === 'number' ? found : undefined };
}

/** Route (route.openshift.io/v1): the target and its alternates, all on the port that it names. */
export function* routeEntries(reader: EntryReader): Iterable<Entry> {
  for (const route of reader.view.ofKind('route.openshift.io', 'Route')) {
    const spec = fieldOf(route.body, 'spec');
    const wanted = valueAt(spec, ['port', 'targetPort']);
    const port = typeof wanted === 'string' || typeof wanted === 'number' ? wanted : undefined;
    const host = textOf(fieldOf(spec, 'host'));
    for (const [path, backend] of routeBackends(spec)) {
      if ((textOf(fieldOf(backend, 'kind')) ?? 'Service') !== 'Service') continue;
      const name = textOf(fieldOf(backend, 'name')) ?? '';
      yield* follow(route, { kind: 'route', path, host, name, port }, reader);
    }
  }
}

function routeBackends(
  spec: Json | undefined,
): readonly (readonly [FieldPath, Json | undefined])[] {
  const alternates = objectsOf(fieldOf(spec, 'alternateBackends'));
  return [
    [['spec', 'to'], fieldOf(spec, 'to')],
    ...alternates.map(([at, item]) => [['spec', 'alternateBackends', at], item] as const),
  ];
}

/** Ingress and Route speak HTTP and TLS alone. */
function overTcp(
  targets: readonly ServiceTarget[],
  { space }: EntryReader,
): readonly ServiceTarget[] {
  const tcp = space.of([{ protocol: 'TCP', first: 1, last: 65_535 }]);
  return targets.flatMap(({ workload, ports }) => {
    const open = space.intersect(ports, tcp);
    return open === space.none ? [] : [{ workload, ports: open }];
  });
}
