import type { Violation } from '#contract/check.ts';
import { valueAt } from '#kube/json.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { hasForeignPolicies } from '#posture/relation/namespaces.ts';
import { selectedBy } from '#posture/relation/scaling.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  if (view.unlisted.has('networking.k8s.io/NetworkPolicy') || hasForeignPolicies(view)) return;
  const policies = view.ofKind('networking.k8s.io', 'NetworkPolicy');
  const selected = new Set(policies.flatMap((one) => selectedBy(view, one, 'podSelector')));
  for (const workload of view.workloads) {
    const { object, pod } = workload;
    // the node's own network knows no policies
    if (selected.has(workload) || valueAt(pod.spec, ['hostNetwork']) === true) continue;
    yield {
      object: referenceOf(object),
      identity: pod.path.join('/'),
      field: ['metadata', 'name'],
    };
  }
}
