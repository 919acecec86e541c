import type { Violation } from '#contract/check.ts';
import { objectsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { opensAll } from '#posture/object/network-policy.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'networking.k8s.io/NetworkPolicy')) return;
  for (const [at, rule] of objectsOf(valueAt(object.body, ['spec', 'egress']))) {
    const why = opensAll(rule, 'to');
    if (why === undefined) continue;
    const field = ['spec', 'egress', at, ...why.path];
    yield { message: `it may send to ${why.text}`, identity: `${why.text} ${why.ports}`, field };
  }
}
