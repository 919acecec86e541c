import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { rulesOf } from '#posture/object/role-rules.ts';

const writing = ['create', 'update', 'patch', 'delete', 'deletecollection', '*'];

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const { path, names, resources, verbs } of rulesOf(object)) {
    const at = names.indexOf('aws-auth');
    if (at < 0 || !resources.includes('configmaps')) continue;
    if (!verbs.some((verb) => writing.includes(verb))) continue;
    yield { identity: verbs.join(','), field: [...path, 'resourceNames'] };
  }
}
