import type { Violation } from '#contract/check.ts';
import { textMapOf, valueAt } from '#kube/json.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { endpointCounts } from '#posture/relation/endpoints.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  const counts = endpointCounts(view);
  for (const service of view.ofKind('', 'Service')) {
    const count = counts.get(`${service.namespace}/${service.name}`);
    const hasSelector = textMapOf(valueAt(service.body, ['spec', 'selector'])).size > 0;
    if (!hasSelector || count === undefined || count > 1) continue;
    yield {
      message: count === 0 ? 'no pod answers' : 'a single pod answers',
      identity: 'endpoints',
      object: referenceOf(service),
      field: ['spec', 'selector'],
      ...(count === 1 && { severity: 'negligible' as const }),
    };
  }
}
