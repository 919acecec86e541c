import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';
import { atPlace, holderOf, placesIn } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'windowsHostProcess'))
    yield atPlace(place, `${holderOf(place)} runs as a process of the node`, {
      patches: [removeField('remove "hostProcess"', place.field)],
    });
}
