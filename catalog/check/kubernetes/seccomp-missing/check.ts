import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { atPlace, holderOf, lacksIn, setting } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of lacksIn(subject, 'seccompProfile_restricted', ['seccompProfile', 'type']))
    yield atPlace(place, `${holderOf(place)} names no seccomp profile`, {
      patches: [
        setting('use the profile of the runtime', place.field.slice(0, -1), {
          type: 'RuntimeDefault',
        }),
      ],
    });
}
