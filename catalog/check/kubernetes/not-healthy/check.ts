import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { healthFaults } from '#posture/object/node-info.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const { text, field } of healthFaults(object))
    yield { message: text, identity: text, field };
}
