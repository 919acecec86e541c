import type { Violation } from '#contract/check.ts';
import { textOf, valueAt } from '#kube/json.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { autoscalers } from '#posture/relation/scaling.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const scalers of autoscalers(view).values())
    for (const second of scalers.slice(1))
      yield {
        message: `"${scalers[0]?.name}" scales the same workload`,
        object: referenceOf(second),
        field: ['spec', 'scaleTargetRef'],
      };
  for (const vertical of view.ofKind('autoscaling.k8s.io', 'VerticalPodAutoscaler')) {
    const target = valueAt(vertical.body, ['spec', 'targetRef']);
    const key = `${vertical.namespace}/${textOf(valueAt(target, ['kind'])) ?? ''}/${textOf(valueAt(target, ['name'])) ?? ''}`;
    const other = autoscalers(view).get(key)?.[0];
    if (other === undefined) continue;
    if (valueAt(vertical.body, ['spec', 'updatePolicy', 'updateMode']) === 'Off') continue;
    yield {
      message: `the HorizontalPodAutoscaler "${other.name}" scales the same workload`,
      object: referenceOf(vertical),
      field: ['spec', 'targetRef'],
    };
  }
}
