import type { Violation } from '#contract/check.ts';
import { valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { ingressKinds, isKind } from '#posture/object/kind.ts';

const annotation = 'kubernetes.io/ingress.class';
const field = ['spec', 'ingressClassName'] as const;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, ...ingressKinds) || typeof valueAt(object.body, field) === 'string') return;
  const name = object.annotations.get(annotation);
  if (name === undefined) {
    yield { field };
    return;
  }
  const path = ['metadata', 'annotations', annotation];
  const changes = [
    { op: 'set', path: field, value: name },
    { op: 'remove', path },
  ] as const;
  yield {
    message: `the annotation ${annotation} is deprecated`,
    field: path,
    patches: [{ title: 'set "ingressClassName"', safety: 'review', changes }],
  };
}
