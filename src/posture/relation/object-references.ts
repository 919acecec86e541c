import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Json } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { Reference } from './pod-references.ts';

/** What objects without pods name. Backends of Ingresses and routes stand in `backends.ts`. */
export function objectReferences(from: KubeObject): readonly Reference[] {
  const find = finders.get(`${from.group}/${from.kind}`);
  return find === undefined ? [] : [...find(from)].filter(({ name }) => name !== '');
}

type Finder = (from: KubeObject) => Iterable<Reference>;

const finders: ReadonlyMap<string, Finder> = new Map<string, Finder>([
  ['networking.k8s.io/Ingress', ofIngress],
  ['extensions/Ingress', ofIngress],
  ['gateway.networking.k8s.io/Gateway', ofGateway],
  ['/ServiceAccount', ofServiceAccount],
  ['/PersistentVolumeClaim', ofClaim],
  ['/PersistentVolume', ofClaim],
  ['apps/StatefulSet', ofStatefulSet],
  ['rbac.authorization.k8s.io/RoleBinding', ofBinding],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', ofBinding],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', ofWebhooks],
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration', ofWebhooks],
  ['external-secrets.io/ExternalSecret', ofExternalSecret],
]);

function reference(
  from: KubeObject,
  path: FieldPath,
  [group, kind]: readonly [string, string],
  more: Partial<Reference> = {},
): Reference {
  const name = textOf(valueAt(from.body, path)) ?? '';
  const own = from.namespace === undefined ? {} : { namespace: from.namespace };
  return { from, group, kind, name, path, isOptional: false, use: 'other', ...own, ...more };
}

/** The same for what belongs to the whole cluster. */
function global(from: KubeObject, path: FieldPath, target: readonly [string, string]): Reference {
  const { namespace: _, ...rest } = reference(from, path, target, { use: 'class' });
  return rest;
}

function* ofIngress(from: KubeObject): Iterable<Reference> {
  for (const [at] of objectsOf(valueAt(from.body, ['spec', 'tls'])))
    yield reference(from, ['spec', 'tls', at, 'secretName'], ['', 'Secret']);
  yield global(from, ['spec', 'ingressClassName'], ['networking.k8s.io', 'IngressClass']);
}

function* ofGateway(from: KubeObject): Iterable<Reference> {
  yield global(from, ['spec', 'gatewayClassName'], ['gateway.networking.k8s.io', 'GatewayClass']);
  for (const [at, listener] of objectsOf(valueAt(from.body, ['spec', 'listeners'])))
    for (const [index, one] of objectsOf(valueAt(listener, ['tls', 'certificateRefs']))) {
      if ((textOf(fieldOf(one, 'kind')) ?? 'Secret') !== 'Secret') continue;
      const path = ['spec', 'listeners', at, 'tls', 'certificateRefs', index, 'name'];
      const namespace = textOf(fieldOf(one, 'namespace')) ?? from.namespace ?? 'default';
      yield reference(from, path, ['', 'Secret'], { namespace });
    }
}

function* ofServiceAccount(from: KubeObject): Iterable<Reference> {
  for (const [at] of objectsOf(fieldOf(from.body, 'secrets')))
    yield reference(from, ['secrets', at, 'name'], ['', 'Secret']);
  for (const [at] of objectsOf(fieldOf(from.body, 'imagePullSecrets')))
    yield reference(from, ['imagePullSecrets', at, 'name'], ['', 'Secret'], { use: 'pull' });
}

function* ofClaim(from: KubeObject): Iterable<Reference> {
  // a volume and its claim may share a class that nobody made: that is how they find one another
  if (
    from.kind === 'PersistentVolumeClaim' &&
    valueAt(from.body, ['spec', 'volumeName']) === undefined
  )
    yield global(from, ['spec', 'storageClassName'], ['storage.k8s.io', 'StorageClass']);
}

function* ofStatefulSet(from: KubeObject): Iterable<Reference> {
  yield reference(from, ['spec', 'serviceName'], ['', 'Service']);
  for (const [at] of objectsOf(valueAt(from.body, ['spec', 'volumeClaimTemplates']))) {
    const path = ['spec', 'volumeClaimTemplates', at, 'spec', 'storageClassName'];
    yield global(from, path, ['storage.k8s.io', 'StorageClass']);
  }
}

const rbac = 'rbac.authorization.k8s.io';

function* ofBinding(from: KubeObject): Iterable<Reference> {
  const kind = textOf(valueAt(from.body, ['roleRef', 'kind'])) ?? '';
  const path = ['roleRef', 'name'];
  yield kind === 'ClusterRole'
    ? global(from, path, [rbac, kind])
    : reference(from, path, [rbac, kind]);
  for (const [at, one] of objectsOf(fieldOf(from.body, 'subjects'))) {
    if (fieldOf(one, 'kind') !== 'ServiceAccount') continue;
    const namespace = textOf(fieldOf(one, 'namespace')) ?? from.namespace ?? '';
    const target = ['', 'ServiceAccount'] as const;
    yield reference(from, ['subjects', at, 'name'], target, { namespace, use: 'identity' });
  }
}

function* ofWebhooks(from: KubeObject): Iterable<Reference> {
  for (const [at, one] of objectsOf(fieldOf(from.body, 'webhooks'))) {
    const namespace = namespaceAt(one, ['clientConfig', 'service', 'namespace']);
    const path = ['webhooks', at, 'clientConfig', 'service', 'name'];
    yield reference(from, path, ['', 'Service'], { namespace });
  }
}

function* ofExternalSecret(from: KubeObject): Iterable<Reference> {
  const kind = textOf(valueAt(from.body, ['spec', 'secretStoreRef', 'kind'])) ?? 'SecretStore';
  const target = ['external-secrets.io', kind] as const;
  const path = ['spec', 'secretStoreRef', 'name'];
  yield kind === 'ClusterSecretStore' ? global(from, path, target) : reference(from, path, target);
}

function namespaceAt(value: Json, path: FieldPath): string {
  return textOf(valueAt(value, path)) ?? '';
}
