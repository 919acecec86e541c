import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';
import { atPlace, placesIn } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'sysctls'))
    yield atPlace(place, `the pod sets ${JSON.stringify(place.value ?? '')}`, {
      patches: [removeField('remove the setting', place.field.slice(0, -1))],
    });
}
