import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { atPlace, holderOf, placesIn, setting } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'capabilities_restricted')) {
    if (place.value !== undefined) continue;
    yield atPlace(place, `${holderOf(place)} does not drop all capabilities`, {
      patches: [setting('drop all capabilities', place.field, ['ALL'])],
    });
  }
}
