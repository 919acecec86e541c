import type { Violation } from '#contract/check.ts';
import { valueAt } from '#kube/json.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';

import { autoscalers, targetOf } from '#posture/relation/scaling.ts';

const field = ['spec', 'replicas'] as const;

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  if (view.completeness === 'cluster') return;
  for (const [scaler] of autoscalers(view).values()) {
    const target = scaler && targetOf(view, scaler, 'scaleTargetRef');
    if (target === undefined || valueAt(target.body, field) === undefined) continue;
    yield {
      message: `the autoscaler "${scaler?.name}" sets it too`,
      object: referenceOf(target),
      field,
      patches: [removeField('remove "replicas"', field)],
    };
  }
}
