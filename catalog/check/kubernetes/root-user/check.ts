import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { atPlace, holderOf, placesIn, removing } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'runAsUser'))
    yield atPlace(place, `${holderOf(place)} runs as user 0`, {
      patches: [removing('leave the user to the image', place.field)],
    });
}
