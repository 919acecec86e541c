import type { Violation } from '#contract/check.ts';
import { fieldOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { setField } from '#posture/patch.ts';

const field = ['automountServiceAccountToken'] as const;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/ServiceAccount') || object.name !== 'default') return;
  if (fieldOf(object.body, field[0]) === false) return;
  yield { identity: field[0], field, patches: [setField('mount no token', field, false)] };
}
