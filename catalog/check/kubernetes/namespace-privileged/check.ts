import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { setField } from '#posture/patch.ts';

const label = 'pod-security.kubernetes.io/enforce';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/Namespace') || object.labels.get(label) !== 'privileged') return;
  if (object.name.startsWith('kube-')) return;
  const field = ['metadata', 'labels', label];
  yield {
    identity: label,
    field,
    patches: [setField('enforce the level baseline', field, 'baseline')],
  };
}
