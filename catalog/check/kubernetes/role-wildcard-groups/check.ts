import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { rulesOf } from '#posture/object/role-rules.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const { path, groups, resources } of rulesOf(object)) {
    if (!groups.includes('*') || resources.includes('*')) continue;
    yield {
      message: `${resources.join(', ')} of every API group`,
      identity: resources.join(','),
      field: [...path, 'apiGroups'],
    };
  }
}
