import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { roleOf } from '#posture/object/bindings.ts';
import { isOfSystem } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (roleOf(object) !== 'ClusterRole/cluster-admin' || isOfSystem(object)) return;
  if (object.kind === 'ClusterRoleBinding' && object.name === 'cluster-admin') return;
  yield {
    field: ['roleRef', 'name'],
    ...(object.kind === 'RoleBinding' && { severity: 'medium' as const }),
  };
}
