import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { roleOf } from '#posture/object/bindings.ts';
import { isOfSystem } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  const role = roleOf(object);
  if (role !== 'ClusterRole/admin' && role !== 'ClusterRole/edit') return;
  if (isOfSystem(object)) return;
  const everywhere = object.kind === 'ClusterRoleBinding';
  yield {
    message: `it gives ${role.slice(12)} ${everywhere ? 'in the whole cluster' : `in "${object.namespace}"`}`,
    field: ['roleRef', 'name'],
    ...(!everywhere && { severity: 'negligible' as const }),
  };
}
