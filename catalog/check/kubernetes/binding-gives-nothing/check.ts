import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { type BoundSubject, isBinding, roleOf, subjectsOf } from '#posture/object/bindings.ts';
import { isOfSystem } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isBinding(object) || isOfSystem(object)) return;
  const subjects = subjectsOf(object);
  if (subjects.length === 0) yield { message: 'it has no subjects', field: ['subjects'] };
  if (object.kind === 'ClusterRoleBinding' && roleOf(object)?.startsWith('Role/') === true)
    yield { message: 'a ClusterRoleBinding cannot give a Role', field: ['roleRef', 'kind'] };
  for (const subject of subjects) {
    const message = fault(subject);
    const identity = `${subject.kind} ${subject.name}`;
    if (message !== undefined) yield { message, identity, field: ['subjects', subject.at] };
  }
}

function fault({ kind, name, namespace }: BoundSubject): string | undefined {
  if (!['User', 'Group', 'ServiceAccount'].includes(kind)) return `"${kind}" is no kind of subject`;
  if (kind === 'ServiceAccount' && namespace === undefined)
    return `the service account "${name}" has no namespace`;
  if (kind === 'User' && /^system:serviceaccounts?$/.test(name))
    return `"${name}" is a group, no user`;
  return undefined;
}
