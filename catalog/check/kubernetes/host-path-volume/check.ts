import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { atPlace, placesIn } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'hostPathVolumes'))
    yield atPlace(
      place,
      `volume "${place.volume ?? ''}" shows ${JSON.stringify(place.value ?? '')} of the node`,
    );
}
