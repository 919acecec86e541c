import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { atPlace, placesIn, removing } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'hostNamespaces')) {
    if (place.value !== 'hostIPC') continue;
    yield atPlace(place, 'the pod sets hostIPC', {
      patches: [removing('remove "hostIPC"', place.field)],
    });
  }
}
