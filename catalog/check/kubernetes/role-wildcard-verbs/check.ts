import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { hasCoreResource, rulesOf } from '#posture/object/role-rules.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const rule of rulesOf(object)) {
    const { path, resources, verbs, names } = rule;
    if (!verbs.includes('*') || resources.includes('*') || resources.length === 0) continue;
    yield {
      message: `it allows every verb on ${resources.join(', ')}`,
      identity: `${resources.join(',')} ${names.join(',')}`,
      field: [...path, 'verbs'],
      // an operator's own kinds are its own business
      ...(!hasCoreResource(rule) && { severity: 'low' as const }),
    };
  }
}
