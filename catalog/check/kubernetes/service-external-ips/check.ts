import type { Violation } from '#contract/check.ts';
import { textsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { removeField } from '#posture/patch.ts';

const field = ['spec', 'externalIPs'] as const;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/Service')) return;
  const addresses = textsOf(valueAt(object.body, field));
  if (addresses.length === 0) return;
  yield {
    message: `it takes the traffic to ${addresses.join(', ')}`,
    identity: 'externalIPs',
    field,
    patches: [removeField('remove "externalIPs"', field)],
  };
}
