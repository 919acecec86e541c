import type { Violation } from '#contract/check.ts';
import { fieldOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const { spec, specPath } of pods) {
    if (fieldOf(spec, 'terminationGracePeriodSeconds') !== 0) continue;
    const field = [...specPath, 'terminationGracePeriodSeconds'];
    yield {
      message: 'the pod is killed without warning',
      field,
      patches: [removeField('give it 30 seconds, the default', field)],
    };
  }
}
