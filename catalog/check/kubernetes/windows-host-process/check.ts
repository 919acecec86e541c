import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { atPlace, holderOf, placesIn, removing } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'windowsHostProcess'))
    yield atPlace(place, `${holderOf(place)} runs as a process of the node`, {
      patches: [removing('remove "hostProcess"', place.field)],
    });
}
