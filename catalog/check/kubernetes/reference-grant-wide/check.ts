import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'gateway.networking.k8s.io/ReferenceGrant')) return;
  for (const [at, target] of objectsOf(valueAt(object.body, ['spec', 'to']))) {
    if (fieldOf(target, 'kind') !== 'Secret' || typeof fieldOf(target, 'name') === 'string')
      continue;
    yield { identity: 'Secret', field: ['spec', 'to', at, 'kind'] };
  }
}
