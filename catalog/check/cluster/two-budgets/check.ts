import type { Violation } from '#contract/check.ts';
import { type KubeObject, referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import type { Workload } from '#kube/view.ts';
import { selectedBy } from '#posture/relation/scaling.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  const first = new Map<Workload, KubeObject>();
  for (const budget of view.ofKind('policy', 'PodDisruptionBudget'))
    for (const workload of selectedBy(view, budget, 'selector')) {
      const other = first.get(workload);
      if (other === undefined) first.set(workload, budget);
      else
        yield {
          message: `"${other.name}" selects ${workload.object.kind} "${workload.object.name}" too`,
          identity: `${other.name} ${workload.object.name}`,
          object: referenceOf(budget),
          field: ['spec', 'selector'],
        };
    }
}
