import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';
import { addedCapabilities } from '#posture/workload/capabilities.ts';
import { atPlace, holderOf } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of addedCapabilities(subject, (name) => name === 'SYS_ADMIN'))
    yield atPlace(place, `${holderOf(place)} adds SYS_ADMIN`, {
      patches: [removeField('do not add SYS_ADMIN', place.field)],
    });
}
