import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { fewestPods, selectedBy } from '#posture/relation/scaling.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  if (view.unlisted.has('policy/PodDisruptionBudget')) return;
  const budgets = view.ofKind('policy', 'PodDisruptionBudget');
  const guarded = new Set(budgets.flatMap((one) => selectedBy(view, one, 'selector')));
  for (const workload of view.workloads) {
    const pods = fewestPods(view, workload.object) ?? 0;
    if (pods < 1 || guarded.has(workload)) continue;
    yield { object: referenceOf(workload.object), field: ['spec', 'replicas'] };
  }
}
