import type { Violation } from '#contract/check.ts';
import { fieldOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { setField } from '#posture/patch.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/ConfigMap', '/Secret') || fieldOf(object.body, 'immutable') === true)
    return;
  const field = ['immutable'];
  yield { field, patches: [setField('make it immutable', field, true)] };
}
