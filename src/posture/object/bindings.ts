import type { Condition, Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '../patch.ts';
import { isKind, isOfSystem } from './kind.ts';

/** Whom a binding gives its role, with the place in `subjects`. */
export interface BoundSubject {
  readonly at: number;
  /** `User`, `Group`, `ServiceAccount`; empty where none is written. */
  readonly kind: string;
  readonly name: string;
  /** Of a service account; that of the RoleBinding where none is written. */
  readonly namespace: string | undefined;
}

/** The role of a binding as `Role/name` or `ClusterRole/name`; `undefined` for other kinds. */
export function roleOf(object: KubeObject): string | undefined {
  if (!isBinding(object)) return undefined;
  const kind = textOf(valueAt(object.body, ['roleRef', 'kind'])) ?? '';
  return `${kind}/${textOf(valueAt(object.body, ['roleRef', 'name'])) ?? ''}`;
}

/** Whether it is a RoleBinding or ClusterRoleBinding. */
export function isBinding(object: KubeObject): boolean {
  return isKind(
    object,
    'rbac.authorization.k8s.io/RoleBinding',
    'rbac.authorization.k8s.io/ClusterRoleBinding',
  );
}

/** The subjects of a binding. */
export function subjectsOf({ body, namespace }: KubeObject): readonly BoundSubject[] {
  return objectsOf(fieldOf(body, 'subjects')).map(([at, one]) => ({
    at,
    kind: textOf(fieldOf(one, 'kind')) ?? '',
    name: textOf(fieldOf(one, 'name')) ?? '',
    namespace: textOf(fieldOf(one, 'namespace')) ?? namespace,
  }));
}

/** What every cluster binds to everybody: it tells nothing but versions and what somebody may do himself. */
const harmless: ReadonlySet<string> = new Set([
  'ClusterRole/system:basic-user',
  'ClusterRole/system:discovery',
  'ClusterRole/system:public-info-viewer',
  'Role/kubeadm:bootstrap-signer-clusterinfo',
]);

/** A condition that reports subjects of bindings which somebody wrote. `effect` follows "gives ROLE to". */
export function binds(
  isRisky: (subject: BoundSubject) => boolean,
  effect: string,
): Condition<ObjectSubject> {
  return function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
    const role = roleOf(object);
    if (role === undefined || harmless.has(role) || isOfSystem(object)) return;
    for (const subject of subjectsOf(object).filter(isRisky)) {
      const field = ['subjects', subject.at];
      yield {
        message: `it gives ${role.replace('/', ' ')} to ${effect}`,
        identity: `${subject.kind} ${subject.namespace ?? ''} ${subject.name}`,
        field: [...field, 'name'],
        patches: [removeField(`remove the subject "${subject.name}"`, field)],
      };
    }
  };
}
