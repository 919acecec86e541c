import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';
import { addedCapabilities } from '#posture/workload/capabilities.ts';
import { atPlace, holderOf } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of addedCapabilities(subject, (name) => name === 'NET_RAW'))
    yield atPlace(place, `${holderOf(place)} adds NET_RAW`, {
      patches: [removeField('do not add NET_RAW', place.field)],
    });
}
