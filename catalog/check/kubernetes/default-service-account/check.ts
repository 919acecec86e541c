import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { automountOf, serviceAccountOf } from '#posture/workload/service-account.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    if (serviceAccountOf(pod) !== 'default' || automountOf(pod) === false) continue;
    yield {
      message: 'the pod runs as the default service account',
      field: [...pod.specPath, 'serviceAccountName'],
    };
  }
}
