import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { hasRequests, targetOf, utilisedResources } from '#posture/relation/scaling.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const scaler of view.ofKind('autoscaling', 'HorizontalPodAutoscaler')) {
    const target = targetOf(view, scaler, 'scaleTargetRef');
    const workload = view.workloadsIn(scaler.namespace).find(({ object }) => object === target);
    if (workload === undefined) continue;
    for (const resource of utilisedResources(scaler)) {
      if (hasRequests(workload, resource)) continue;
      yield {
        message: `${workload.object.kind} "${workload.object.name}" has containers without a request of ${resource}`,
        identity: resource,
        object: referenceOf(scaler),
        field: ['spec', 'metrics'],
      };
    }
  }
}
