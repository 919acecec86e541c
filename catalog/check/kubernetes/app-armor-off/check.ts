import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';
import { atPlace, placesIn } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'appArmorProfile')) {
    const { field, value = '' } = place;
    const isField = field.at(-1) === 'type';
    yield atPlace(place, `the AppArmor profile is ${JSON.stringify(value)}`, {
      patches: [
        isField
          ? setField('use the profile of the runtime', field, 'RuntimeDefault')
          : setField('use the profile of the runtime', field, 'runtime/default'),
      ],
    });
  }
}
