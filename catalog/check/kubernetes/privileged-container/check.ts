import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';
import { atPlace, holderOf, placesIn } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'privileged'))
    yield atPlace(place, `${holderOf(place)} is privileged`, {
      patches: [removeField('remove "privileged"', place.field)],
    });
}
