import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';
import {
  automountOf,
  mountsOwnToken,
  serviceAccountOf,
} from '#posture/workload/service-account.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    const says = automountOf(pod);
    if (says === false || mountsOwnToken(pod)) continue;
    const account = serviceAccountOf(pod);
    const field = [...pod.specPath, 'automountServiceAccountToken'];
    // an account of its own may be there because the program needs the API
    const isMeant = says === undefined && account !== 'default';
    yield {
      message: `the pod is given a token of the service account "${account}"`,
      identity: 'token',
      field,
      ...(isMeant && { severity: 'negligible' }),
      patches: [setField('give the pod no token', field, false)],
    };
  }
}
