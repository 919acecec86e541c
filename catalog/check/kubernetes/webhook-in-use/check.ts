import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { webhooksOf } from '#posture/object/webhooks.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const { name, path } of webhooksOf(object))
    yield { message: `"${name}" is asked`, identity: name, field: [...path, 'name'] };
}
