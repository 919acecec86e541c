import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { isJudged, isThere, referencesIn } from '#posture/relation/missing.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const one of referencesIn(view)) {
    if (
      !one.isOptional ||
      !isJudged(view, one.group, one.kind, one.namespace) ||
      isThere(view, one)
    )
      continue;
    const message = `there is no ${one.kind} "${one.name}"`;
    yield { message, identity: message, object: referenceOf(one.from), field: one.path };
  }
}
