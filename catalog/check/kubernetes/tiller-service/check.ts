import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/Service')) return;
  const { name, labels } = object;
  const isTiller =
    name === 'tiller-deploy' || (labels.get('app') === 'helm' && labels.get('name') === 'tiller');
  if (isTiller) yield { field: ['metadata', 'name'] };
}
