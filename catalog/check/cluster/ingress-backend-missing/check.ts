import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { faultOfBackend, ingressBackends } from '#posture/relation/backends.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const backend of ingressBackends(view)) {
    const message = faultOfBackend(view, backend);
    if (message === undefined) continue;
    yield { message, identity: message, object: referenceOf(backend.from), field: backend.path };
  }
}
