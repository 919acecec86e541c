import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { oldAccountFault } from '#posture/workload/old-account-field.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    const fault = oldAccountFault(pod);
    if (fault !== undefined) yield fault;
  }
}
