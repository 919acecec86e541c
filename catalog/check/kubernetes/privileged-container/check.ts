import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { atPlace, holderOf, placesIn, removing } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'privileged'))
    yield atPlace(place, `${holderOf(place)} is privileged`, {
      patches: [removing('remove "privileged"', place.field)],
    });
}
