import type { Violation } from '#contract/check.ts';
import { isObject, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

const field = ['spec', 'podSelector'] as const;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'networking.k8s.io/NetworkPolicy')) return;
  if (!isObject(valueAt(object.body, field))) yield { field };
}
