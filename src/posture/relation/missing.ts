import type { Condition, Violation } from '#contract/check.ts';
import { isSlip } from '#kit/edit-distance.ts';
import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import { type KubeObject, referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import type { ClusterView } from '#kube/view.ts';
import { mayAppear } from './makers.ts';
import { objectReferences } from './object-references.ts';
import { podReferences, type Reference } from './pod-references.ts';

/** Everything that an object names by name; pods are counted once for each owner. */
export function referencesIn(view: ClusterView): readonly Reference[] {
  return view.memo('posture references', () => [
    ...view.workloads.flatMap(({ object, pod }) => podReferences(object, pod)),
    ...view.objects.flatMap(objectReferences),
  ]);
}

/** The references to one object, by `group/Kind`, namespace and name. */
export function referencesTo(view: ClusterView): ReadonlyMap<string, readonly Reference[]> {
  return view.memo('posture references by target', () =>
    Map.groupBy(referencesIn(view), (one) =>
      targetKey(one.group, one.kind, one.namespace, one.name),
    ),
  );
}

/** The key of `referencesTo`. */
export function targetKey(
  group: string,
  kind: string,
  namespace: string | undefined,
  name: string,
): string {
  return `${group}/${kind} ${namespace ?? ''}/${name}`;
}

/**
 * Whether it can be told that an object is missing: in a cluster when its kind could be listed (of kinds that are not
 * Kubernetes' own there has to be one, as nobody lists what he does not know), in manifests when others of its
 * kind are there (in the same namespace).
 */
export function isJudged(
  view: ClusterView,
  group: string,
  kind: string,
  namespace?: string,
): boolean {
  if (view.completeness === 'cluster')
    return (
      !view.unlisted.has(`${group}/${kind}`) &&
      (namespace === undefined || view.covers(namespace)) &&
      (isOwn(group) || view.ofKind(group, kind).length > 0)
    );
  return kindsByNamespace(view).has(`${group}/${kind} ${namespace ?? ''}`);
}

/** Whether an object that is named is there, or something that is there makes it. */
export function isThere(view: ClusterView, one: Reference): boolean {
  if (view.find(one.group, one.kind, one.name, one.namespace) !== undefined) return true;
  if (isBuiltIn(one)) return true;
  return one.kind === 'Secret' && madeSecrets(view).has(`${one.namespace}/${one.name}`);
}

/** A condition that reports references of one kind to what is not there. */
export function missing(
  group: string,
  kind: string,
  applies: (one: Reference) => boolean = () => true,
): Condition<ClusterSubject> {
  return function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
    for (const one of referencesIn(view)) {
      if (one.group !== group || one.kind !== kind || one.isOptional || !applies(one)) continue;
      if (!isJudged(view, group, kind, one.namespace) || isThere(view, one)) continue;
      if (isMadeLater(view, one)) continue;
      const where = one.namespace === undefined ? '' : ` in "${one.namespace}"`;
      yield {
        message: `there is no ${kind} "${one.name}"${where}`,
        object: referenceOf(one.from),
        identity: `${kind} ${one.name} ${one.use}`,
        field: one.path,
      };
    }
  };
}

/** Whether a program among the files may make it when it runs, and none that is there is called almost the same. */
function isMadeLater(view: ClusterView, { kind, name, namespace }: Reference): boolean {
  if (kind !== 'Secret' && kind !== 'ConfigMap') return false;
  if (!mayAppear(view, kind, namespace)) return false;
  return !view
    .ofKind('', kind)
    .slice(0, 500)
    .some((one) => one.namespace === namespace && isSlip(one.name, name));
}

function isBuiltIn({ kind, name }: Reference): boolean {
  if (kind === 'ServiceAccount') return name === 'default';
  if (kind === 'ConfigMap') return name === 'kube-root-ca.crt';
  if (kind === 'PriorityClass') return name.startsWith('system-');
  if (kind === 'ClusterRole') return /^(?:cluster-admin|admin|edit|view|system:.*)$/.test(name);
  return kind === 'Role' && name.startsWith('system:');
}

/** Secrets that a controller makes of something that is there, as `namespace/name`. */
function madeSecrets(view: ClusterView): ReadonlySet<string> {
  return view.memo(
    'posture made secrets',
    () =>
      new Set(
        view.objects.flatMap((object) =>
          namesMadeBy(object).map((name) => `${object.namespace}/${name}`),
        ),
      ),
  );
}

function namesMadeBy(object: KubeObject): readonly string[] {
  const { group, kind, name, body } = object;
  switch (`${group}/${kind}`) {
    case 'external-secrets.io/ExternalSecret':
      return [textOf(valueAt(body, ['spec', 'target', 'name'])) ?? name];
    case 'bitnami.com/SealedSecret':
      return [textOf(valueAt(body, ['spec', 'template', 'metadata', 'name'])) ?? name];
    case 'cert-manager.io/Certificate':
      return [textOf(valueAt(body, ['spec', 'secretName'])) ?? name];
    case 'secrets-store.csi.x-k8s.io/SecretProviderClass':
      return objectsOf(valueAt(body, ['spec', 'secretObjects'])).map(
        ([, one]) => textOf(fieldOf(one, 'secretName')) ?? '',
      );
    default:
      return namesByIssuer(object);
  }
}

/** cert-manager makes the Secrets that an Ingress or Gateway names when it has one of its annotations. */
function namesByIssuer(object: KubeObject): readonly string[] {
  if (object.kind !== 'Ingress' && object.kind !== 'Gateway') return [];
  const keys = [...object.annotations.keys()];
  if (!keys.some((key) => /^cert-manager\.io\/(?:cluster-)?issuer$|tls-acme$/.test(key))) return [];
  return objectReferences(object)
    .filter(({ kind }) => kind === 'Secret')
    .map(({ name }) => name);
}

/** Every `group/Kind namespace` that is there. */
function kindsByNamespace(view: ClusterView): ReadonlySet<string> {
  return view.memo(
    'posture kinds by namespace',
    () =>
      new Set(
        view.objects.map(({ group, kind, namespace = '' }) => `${group}/${kind} ${namespace}`),
      ),
  );
}

/** Groups that every cluster serves. */
function isOwn(group: string): boolean {
  return (
    group !== 'gateway.networking.k8s.io' && (!group.includes('.') || group.endsWith('.k8s.io'))
  );
}
