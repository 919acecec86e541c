import type { Violation } from '#contract/check.ts';
import { plural } from '#kit/text.ts';
import { valueAt } from '#kube/json.ts';
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
  for (const budget of view.ofKind('policy', 'PodDisruptionBudget')) {
    const [only, ...others] = selectedBy(view, budget, 'selector');
    if (only === undefined || others.length > 0) continue;
    const { object } = only;
    const pods = autoscalers(view).has(scaledKey(object)) ? 0 : (fewestPods(view, object) ?? 0);
    if (pods === 0 || disruptionsAllowed(budget, pods) !== 0) continue;
    const isLeast = valueAt(budget.body, ['spec', 'minAvailable']) !== undefined;
    yield {
      message: `${object.kind} "${object.name}" has ${plural(pods, 'pod')}, and none may be evicted`,
      identity: object.name,
      object: referenceOf(budget),
      field: ['spec', isLeast ? 'minAvailable' : 'maxUnavailable'],
    };
  }
}
