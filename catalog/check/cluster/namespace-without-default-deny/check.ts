import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { deniesByDefault, ownNamespaces } from '#posture/relation/namespaces.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const namespace of ownNamespaces(view)) {
    const workload = view.workloadsIn(namespace.name)[0];
    if (workload === undefined || deniesByDefault(view, namespace.name)) continue;
    yield {
      message: `no NetworkPolicy closes the namespace "${namespace.name}" to what is not allowed`,
      object: referenceOf(namespace),
      field: ['metadata', 'name'],
    };
  }
}
