import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { oldAccountFault } from '#posture/workload/old-account-field.ts';

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  const isEcho = object.uid !== undefined || object.kind === 'Pod';
  for (const pod of pods) {
    const fault = oldAccountFault(pod, isEcho);
    if (fault !== undefined) yield fault;
  }
}
