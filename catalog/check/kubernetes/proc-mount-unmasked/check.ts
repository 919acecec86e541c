import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { atPlace, holderOf, placesIn, removing } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'procMount'))
    yield atPlace(
      place,
      `${holderOf(place)} sets procMount to ${JSON.stringify(place.value ?? '')}`,
      { patches: [removing('remove "procMount"', place.field)] },
    );
}
