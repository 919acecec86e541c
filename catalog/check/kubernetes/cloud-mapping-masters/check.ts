import type { Violation } from '#contract/check.ts';
import { textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/ConfigMap') || object.name !== 'aws-auth') return;
  for (const key of ['mapRoles', 'mapUsers']) {
    const text = textOf(valueAt(object.body, ['data', key])) ?? '';
    if (/^[ \t]{0,40}-[ \t]{0,40}["']?system:masters\b|\[[^\]\n]{0,200}system:masters/m.test(text))
      yield { identity: key, field: ['data', key] };
  }
}
