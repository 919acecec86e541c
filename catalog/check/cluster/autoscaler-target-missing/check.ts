import type { Violation } from '#contract/check.ts';
import { fieldOf, textOf, valueAt } from '#kube/json.ts';
import { groupOf, referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { isJudged } from '#posture/relation/missing.ts';
import { targetOf } from '#posture/relation/scaling.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const scaler of view.ofKind('autoscaling', 'HorizontalPodAutoscaler')) {
    const target = valueAt(scaler.body, ['spec', 'scaleTargetRef']);
    const kind = textOf(fieldOf(target, 'kind')) ?? '';
    const group = groupOf(textOf(fieldOf(target, 'apiVersion')) ?? '');
    const isKnown =
      isJudged(view, group === '' ? 'apps' : group, kind, scaler.namespace) ||
      (view.completeness === 'manifests' && view.workloadsIn(scaler.namespace).length > 0);
    if (!isKnown || targetOf(view, scaler, 'scaleTargetRef') !== undefined) continue;
    yield {
      message: `there is no ${kind} "${textOf(fieldOf(target, 'name')) ?? ''}" in "${scaler.namespace}"`,
      object: referenceOf(scaler),
      field: ['spec', 'scaleTargetRef', 'name'],
    };
  }
}
