import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { isJudged } from '#posture/relation/missing.ts';
import { utilisedResources } from '#posture/relation/scaling.ts';

const group = 'apiregistration.k8s.io';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  if (!isJudged(view, group, 'APIService')) return;
  const services = view.ofKind(group, 'APIService');
  if (services.some(({ name }) => name.endsWith('.metrics.k8s.io'))) return;
  for (const scaler of view.ofKind('autoscaling', 'HorizontalPodAutoscaler'))
    if (utilisedResources(scaler).length > 0)
      yield { object: referenceOf(scaler), field: ['metadata', 'name'] };
}
