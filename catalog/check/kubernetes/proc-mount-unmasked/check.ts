import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';
import { atPlace, holderOf, placesIn } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'procMount'))
    yield atPlace(
      place,
      `${holderOf(place)} sets procMount to ${JSON.stringify(place.value ?? '')}`,
      { patches: [removeField('remove "procMount"', place.field)] },
    );
}
