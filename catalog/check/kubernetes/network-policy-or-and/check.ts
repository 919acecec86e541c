import type { Violation } from '#contract/check.ts';
import { objectsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

const lists = [
  ['ingress', 'from'],
  ['egress', 'to'],
] as const;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'networking.k8s.io/NetworkPolicy')) return;
  for (const [direction, side] of lists)
    for (const [at, rule] of objectsOf(valueAt(object.body, ['spec', direction]))) {
      const keys = objectsOf(valueAt(rule, [side])).map(([, peer]) => Object.keys(peer).join(','));
      if (keys.length !== 2 || keys.toSorted().join(' ') !== 'namespaceSelector podSelector')
        continue;
      yield { identity: `${direction} ${at}`, field: ['spec', direction, at, side] };
    }
}
