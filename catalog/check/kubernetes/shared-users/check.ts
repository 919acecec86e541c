import type { Violation } from '#contract/check.ts';
import { fieldOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';
import { isWindows } from '#posture/workload/security-context.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    if (fieldOf(pod.spec, 'hostUsers') === false || isWindows(pod)) continue;
    if (['hostNetwork', 'hostPID', 'hostIPC'].some((name) => fieldOf(pod.spec, name) === true))
      continue;
    const field = [...pod.specPath, 'hostUsers'];
    yield {
      message: 'the pod shares the users of its node',
      field,
      patches: [setField('give the pod users of its own', field, false)],
    };
  }
}
