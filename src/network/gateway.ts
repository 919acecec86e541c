import { fieldOf, numberOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { readSelector, selects } from '#kube/selector.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { type Entry, type EntryReader, hostsIn, led } from './entry.ts';

const group = 'gateway.networking.k8s.io';
const routeKinds = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const;

/** Gateway API: gateway, listener, route, backend; what is not granted (`allowedRoutes`, ReferenceGrant) leads nowhere. */
export function* gatewayEntries(reader: EntryReader): Iterable<Entry> {
  for (const kind of routeKinds)
    for (const route of reader.view.ofKind(group, kind)) yield* entriesOfRoute(route, reader);
}

function* entriesOfRoute(route: KubeObject, reader: EntryReader): Iterable<Entry> {
  const hosts = hostsIn(route, ['spec', 'hostnames'], 'host');
  for (const [at, reference] of objectsOf(valueAt(route.body, ['spec', 'parentRefs']))) {
    const way = attach(route, reference, reader);
    if (way.isMisled)
      reader.report({ object: route, path: ['spec', 'parentRefs', at], text: way.text });
    for (const { gateway, listenerHosts } of way.listeners) {
      const shared = commonHosts(hosts, listenerHosts);
      if (shared !== undefined) yield* backendsOf(route, gateway, shared, reader);
    }
  }
}

interface Attachment {
  readonly listeners: readonly {
    readonly gateway: KubeObject;
    readonly listenerHosts: readonly string[];
  }[];
  readonly isMisled: boolean;
  readonly text: string;
}

function attach(route: KubeObject, reference: JsonObject, { view }: EntryReader): Attachment {
  const kind = textOf(fieldOf(reference, 'kind')) ?? 'Gateway';
  if (kind !== 'Gateway') return { listeners: [], isMisled: false, text: '' };
  const name = textOf(fieldOf(reference, 'name')) ?? '';
  const namespace = textOf(fieldOf(reference, 'namespace')) ?? route.namespace ?? 'default';
  const gateway = view.find(group, 'Gateway', name, namespace);
  if (gateway === undefined)
    return { listeners: [], isMisled: true, text: `there is no gateway "${namespace}/${name}"` };
  const listeners = objectsOf(valueAt(gateway.body, ['spec', 'listeners'])).flatMap(
    ([, listener]) => {
      if (!isMeant(listener, reference) || !admits(listener, route, gateway, view)) return [];
      const host = textOf(fieldOf(listener, 'hostname')) ?? '';
      return [{ gateway, listenerHosts: host === '' ? [] : [host] }];
    },
  );
  const text = `no listener of gateway "${namespace}/${name}" takes this route`;
  return { listeners, isMisled: listeners.length === 0, text };
}

function isMeant(listener: JsonObject, reference: JsonObject): boolean {
  const section = textOf(fieldOf(reference, 'sectionName')) ?? '';
  const port = numberOf(fieldOf(reference, 'port'));
  return (
    (section === '' || section === textOf(fieldOf(listener, 'name'))) &&
    (port === undefined || port === numberOf(fieldOf(listener, 'port')))
  );
}

/** Kinds of routes that a listener takes when it names none (Gateway API v1, ProtocolType). */
const kindsByProtocol: ReadonlyMap<string, readonly string[]> = new Map([
  ['HTTP', ['HTTPRoute', 'GRPCRoute']],
  ['HTTPS', ['HTTPRoute', 'GRPCRoute']],
  ['TLS', ['TLSRoute', 'TCPRoute']],
  ['TCP', ['TCPRoute']],
  ['UDP', ['UDPRoute']],
]);

function admits(
  listener: JsonObject,
  route: KubeObject,
  gateway: KubeObject,
  view: EntryReader['view'],
): boolean {
  if (!takesKind(listener, route.kind)) return false;
  const namespaces = valueAt(listener, ['allowedRoutes', 'namespaces']);
  const from = textOf(fieldOf(namespaces, 'from')) ?? 'Same';
  if (from === 'All') return true;
  if (from === 'Same') return route.namespace === gateway.namespace;
  const selector = readSelector(fieldOf(namespaces, 'selector'));
  if (from !== 'Selector' || selector === undefined) return false;
  return selects(selector, view.namespaceLabels(route.namespace ?? 'default'));
}

function takesKind(listener: JsonObject, kind: string): boolean {
  const named = objectsOf(valueAt(listener, ['allowedRoutes', 'kinds'])).map(([, item]) =>
    textOf(fieldOf(item, 'kind')),
  );
  const protocol = textOf(fieldOf(listener, 'protocol')) ?? '';
  const kinds = named.length > 0 ? named : kindsByProtocol.get(protocol);
  return kinds === undefined || kinds.includes(kind);
}

/** Hosts that both sides take; `undefined` when there are none. A side without any takes all. */
function commonHosts(
  route: readonly string[],
  listener: readonly string[],
): readonly string[] | undefined {
  if (route.length === 0) return listener;
  const [own] = listener;
  if (own === undefined) return route;
  const shared = route.flatMap((host) => {
    if (covers(own, host)) return [host];
    return covers(host, own) ? [own] : [];
  });
  return shared.length === 0 ? undefined : shared;
}

function covers(pattern: string, host: string): boolean {
  return pattern === host || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)));
}

function* backendsOf(
  route: KubeObject,
  gateway: KubeObject,
  hosts: readonly string[],
  reader: EntryReader,
): Iterable<Entry> {
  for (const [path, backend] of referencesOf(route)) {
    if ((textOf(fieldOf(backend, 'kind')) ?? 'Service') !== 'Service') continue;
    const name = textOf(fieldOf(backend, 'name')) ?? '';
    const namespace = textOf(fieldOf(backend, 'namespace')) ?? route.namespace ?? 'default';
    if (namespace !== route.namespace && !isGranted(route, namespace, name, reader.view)) {
      const text = `no ReferenceGrant in "${namespace}" lets this route use service "${name}"`;
      reader.report({ object: route, path, text });
      continue;
    }
    const service = reader.services.find(namespace, name);
    if (service === undefined) {
      reader.report({ object: route, path, text: `there is no service "${namespace}/${name}"` });
      continue;
    }
    const targets = reader.services.targets(service, numberOf(fieldOf(backend, 'port')));
    yield* led(targets, {
      kind: 'gateway',
      objects: [gateway, route, service],
      hosts,
      sources: [],
    });
  }
}

function* referencesOf({ body }: KubeObject): Iterable<readonly [FieldPath, Json]> {
  for (const [at, rule] of objectsOf(valueAt(body, ['spec', 'rules'])))
    for (const [index, item] of objectsOf(fieldOf(rule, 'backendRefs')))
      yield [['spec', 'rules', at, 'backendRefs', index], item];
}

/** Whether the owner of the other namespace lets routes from here use its service (ReferenceGrant). */
function isGranted(
  route: KubeObject,
  namespace: string,
  service: string,
  view: EntryReader['view'],
): boolean {
  return view.ofKind(group, 'ReferenceGrant').some((grant) => {
    if (grant.namespace !== namespace) return false;
    const from = objectsOf(valueAt(grant.body, ['spec', 'from'])).some(
      ([, item]) =>
        textOf(fieldOf(item, 'group')) === group &&
        textOf(fieldOf(item, 'kind')) === route.kind &&
        textOf(fieldOf(item, 'namespace')) === route.namespace,
    );
    const to = objectsOf(valueAt(grant.body, ['spec', 'to'])).some(([, item]) => {
      const name = textOf(fieldOf(item, 'name')) ?? '';
      return textOf(fieldOf(item, 'kind')) === 'Service' && (name === '' || name === service);
    });
    return from && to;
  });
}
