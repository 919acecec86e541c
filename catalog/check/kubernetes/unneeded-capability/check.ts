import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';
import { atPlace, holderOf, placesIn } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  const worse = new Set(
    placesIn(subject, 'capabilities_baseline').map(({ field }) => field.join('/')),
  );
  for (const place of placesIn(subject, 'capabilities_restricted')) {
    if (place.value === undefined || worse.has(place.field.join('/'))) continue;
    yield atPlace(place, `${holderOf(place)} adds ${place.value}`, {
      patches: [removeField(`do not add ${place.value}`, place.field)],
    });
  }
}
