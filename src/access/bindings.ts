import { fieldOf, objectsOf, textOf } from '#kube/json.ts';
import { type KubeObject, locate, referenceOf } from '#kube/object.ts';
import type { ClusterView } from '#kube/view.ts';
import type { AccessGrant, AccessSubject } from '#model/access.ts';
import type { JsonObject } from '#model/json-value.ts';
import { plainSubject } from './identity.ts';
import { type HeldRule, type Role, rbacGroup, roleKey } from './roles.ts';

/** A binding with what it names. */
export interface Binding {
  readonly object: KubeObject;
  /** Absent: it counts in the whole cluster. */
  readonly namespace: string | undefined;
  /** With their places in `subjects`. */
  readonly subjects: readonly (readonly [number, AccessSubject])[];
  readonly roleKind: string;
  readonly roleName: string;
  /** Absent where it is not there: the binding gives nothing. */
  readonly role: Role | undefined;
}

/** All bindings of a view, those of the whole cluster first, each in the order of the files. */
export function bindingsOf(
  view: ClusterView,
  roles: ReadonlyMap<string, Role>,
): readonly Binding[] {
  const kinds = ['ClusterRoleBinding', 'RoleBinding'];
  return kinds
    .flatMap((kind) => lastOfEach(view.ofKind(rbacGroup, kind)))
    .map((object) => bindingOf(object, roles));
}

/** Of several with one name the last one counts, as when they are applied one after the other. */
function lastOfEach(objects: readonly KubeObject[]): readonly KubeObject[] {
  const byName = new Map<string, KubeObject>();
  for (const [at, one] of objects.entries()) {
    const name = one.name === '' ? `\n${at}` : one.name;
    byName.set(`${one.namespace ?? ''}/${name}`, one);
  }
  return [...byName.values()];
}

function bindingOf(object: KubeObject, roles: ReadonlyMap<string, Role>): Binding {
  const { body, kind } = object;
  const namespace = kind === 'RoleBinding' ? (object.namespace ?? 'default') : undefined;
  const roleRef = fieldOf(body, 'roleRef');
  const roleKind = textOf(fieldOf(roleRef, 'kind')) ?? '';
  const roleName = textOf(fieldOf(roleRef, 'name')) ?? '';
  const subjects = objectsOf(fieldOf(body, 'subjects')).flatMap(([at, one]) => {
    const subject = subjectOf(one, namespace);
    return subject === undefined ? [] : [[at, subject] as const];
  });
  const key = roleKeyOf(roleKind, roleName, namespace);
  return {
    object,
    namespace,
    subjects,
    roleKind,
    roleName,
    role: key === undefined ? undefined : roles.get(key),
  };
}

function roleKeyOf(kind: string, name: string, namespace: string | undefined): string | undefined {
  if (kind === 'ClusterRole') return roleKey(undefined, name);
  return kind === 'Role' && namespace !== undefined ? roleKey(namespace, name) : undefined;
}

/** A service account without a namespace is one of the binding's own; of a cluster role binding it is nobody. */
function subjectOf(body: JsonObject, namespace: string | undefined): AccessSubject | undefined {
  const name = textOf(fieldOf(body, 'name'));
  if (name === undefined || name === '') return undefined;
  switch (fieldOf(body, 'kind')) {
    case 'User':
      return plainSubject({ kind: 'User', name });
    case 'Group':
      return { kind: 'Group', name };
    case 'ServiceAccount': {
      const own = textOf(fieldOf(body, 'namespace')) ?? '';
      const home = own === '' ? namespace : own;
      return home === undefined ? undefined : { kind: 'ServiceAccount', namespace: home, name };
    }
    default:
      return undefined;
  }
}

/** The proof that a subject of a binding may do what a rule says. */
export function grantOf(binding: Binding, subject: AccessSubject, held: HeldRule): AccessGrant {
  const role = binding.role?.reference ?? held.holder;
  const { object, namespace } = binding;
  const isOther = held.holder.name !== role.name || held.holder.kind !== role.kind;
  return {
    subject,
    binding: referenceOf(object),
    bindingPlace: locate(object, ['roleRef']),
    ...(namespace !== undefined && { namespace }),
    role,
    ...(isOther && { holder: held.holder }),
    ruleIndex: held.index,
    rule: held.rule,
    ...(held.object !== undefined && { rulePlace: locate(held.object, ['rules', held.index]) }),
    isAssumed: held.object === undefined,
  };
}
