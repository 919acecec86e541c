import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';
import { atPlace, holderOf, placesIn } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'seccompProfile_baseline'))
    yield atPlace(
      place,
      `${holderOf(place)} sets the seccomp profile ${JSON.stringify(place.value ?? '')}`,
      { patches: [setField('use the profile of the runtime', place.field, 'RuntimeDefault')] },
    );
}
