import type { Violation } from '#contract/check.ts';
import { fieldOf, isObject, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const { spec, specPath } of pods) {
    const affinity = valueAt(spec, ['affinity', 'nodeAffinity']);
    if (isObject(affinity) || isObject(fieldOf(spec, 'nodeSelector'))) continue;
    yield {
      message: 'the pod may run on any node',
      field: [...specPath, 'affinity', 'nodeAffinity'],
    };
  }
}
