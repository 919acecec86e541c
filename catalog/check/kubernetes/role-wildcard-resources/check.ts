import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { hasCoreResource, rulesOf } from '#posture/object/role-rules.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const rule of rulesOf(object)) {
    const { path, resources, verbs, groups } = rule;
    if (!resources.includes('*') || verbs.includes('*')) continue;
    yield {
      message: `it allows ${verbs.join(', ')} on every resource of ${groups.map((one) => one || 'the core group').join(', ')}`,
      identity: `${groups.join(',')} ${verbs.join(',')}`,
      field: [...path, 'resources'],
      ...(!hasCoreResource(rule) && { severity: 'low' as const }),
    };
  }
}
