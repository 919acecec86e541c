import type { Violation } from '#contract/check.ts';
import { nameOf, referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { duplicatesIn } from '#posture/relation/duplicates.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const [first, last] of duplicatesIn(view)) {
    const { path, line } = first.origin.place;
    yield {
      message: `${nameOf(first)} is also defined at ${path}${line === undefined ? '' : `:${line}`}`,
      identity: path,
      object: referenceOf(last),
      field: ['metadata', 'name'],
    };
  }
}
