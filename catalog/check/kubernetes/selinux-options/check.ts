import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';
import { atPlace, holderOf, placesIn } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'seLinuxOptions'))
    yield atPlace(
      place,
      `${holderOf(place)} sets the SELinux ${String(place.field.at(-1))} ${JSON.stringify(place.value ?? '')}`,
      { patches: [removeField('remove the SELinux option', place.field)] },
    );
}
