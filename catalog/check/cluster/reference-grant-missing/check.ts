import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { isGranted, mayJudgeGrants, usesAcross } from '#posture/relation/grants.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const { from, target, path } of usesAcross(view)) {
    const { kind, name, namespace } = target;
    if (!mayJudgeGrants(view, namespace) || isGranted(view, from, target)) continue;
    const message = `no ReferenceGrant in "${namespace}" lets it use the ${kind} "${name}"`;
    yield { message, identity: message, object: referenceOf(from), field: path };
  }
}
