import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { rulesOf } from '#posture/object/role-rules.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const { path, groups, resources, verbs } of rulesOf(object)) {
    if (!resources.includes('*') || !verbs.includes('*')) continue;
    yield {
      message: `it allows every verb on every resource of ${groups.includes('*') ? 'every API group' : `the groups ${JSON.stringify(groups)}`}`,
      identity: groups.join(','),
      field: [...path, 'resources'],
      ...((object.kind === 'Role' || !groups.includes('*')) && { severity: 'high' as const }),
    };
  }
}
