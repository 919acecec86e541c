import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';
import { atPlace, holderOf, lacksIn } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of lacksIn(subject, 'seccompProfile_restricted', ['seccompProfile', 'type']))
    yield atPlace(place, `${holderOf(place)} names no seccomp profile`, {
      patches: [
        setField('use the profile of the runtime', place.field.slice(0, -1), {
          type: 'RuntimeDefault',
        }),
      ],
    });
}
