import type { Violation } from '#contract/check.ts';
import { nameOf, referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { sharedPods } from '#posture/relation/duplicates.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const [first, second] of sharedPods(view))
    yield {
      message: `${nameOf(first)} has the same selector`,
      identity: first.name,
      object: referenceOf(second),
      field: ['spec', 'selector'],
    };
}
