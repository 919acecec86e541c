import type { Violation } from '#contract/check.ts';
import { fieldOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const { spec, specPath, containers } of pods) {
    if (fieldOf(spec, 'shareProcessNamespace') !== true || containers.length < 2) continue;
    const field = [...specPath, 'shareProcessNamespace'];
    yield {
      message: 'containers of the pod see the processes of one another',
      field,
      patches: [removeField('remove "shareProcessNamespace"', field)],
    };
  }
}
