import type { Violation } from '#contract/check.ts';
import { valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { removeField } from '#posture/patch.ts';

const field = ['spec', 'publishNotReadyAddresses'] as const;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/Service') || valueAt(object.body, field) !== true) return;
  if (valueAt(object.body, ['spec', 'clusterIP']) === 'None') return;
  yield { field, patches: [removeField('remove "publishNotReadyAddresses"', field)] };
}
