import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isOwned } from '#posture/workload/controller.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (object.group !== '' || object.kind !== 'Pod' || isOwned(object)) return;
  yield { message: 'no controller makes the pod', field: ['kind'] };
}
