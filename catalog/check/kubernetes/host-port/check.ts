import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { atPlace, holderOf, placesIn, removing } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'hostPorts')) {
    if (!(place.field.at(-1) === 'hostPort')) continue;
    yield atPlace(place, `${holderOf(place)} takes port ${place.value ?? ''} of the node`, {
      patches: [removing('remove "hostPort"', place.field)],
    });
  }
}
