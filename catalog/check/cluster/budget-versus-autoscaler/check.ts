import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import {
  autoscalers,
  disruptionsAllowed,
  fewestPods,
  scaledKey,
  selectedBy,
} from '#posture/relation/scaling.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const budget of view.ofKind('policy', 'PodDisruptionBudget'))
    for (const { object } of selectedBy(view, budget, 'selector')) {
      const scaler = autoscalers(view).get(scaledKey(object))?.[0];
      const pods = fewestPods(view, object);
      if (scaler === undefined || pods === undefined || disruptionsAllowed(budget, pods) !== 0)
        continue;
      yield {
        message: `the autoscaler "${scaler.name}" may go down to ${pods}, and then none may be evicted`,
        identity: scaler.name,
        object: referenceOf(budget),
        field: ['spec', 'minAvailable'],
      };
    }
}
