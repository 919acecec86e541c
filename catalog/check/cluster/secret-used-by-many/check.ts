import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { usersOf } from '#posture/relation/secret-use.ts';

const many = 6;

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const secret of view.ofKind('', 'Secret')) {
    const users = usersOf(view, secret);
    if (users.length < many) continue;
    yield {
      message: `${users.length} workloads use it`,
      identity: 'users',
      object: referenceOf(secret),
      field: ['metadata', 'name'],
    };
  }
}
