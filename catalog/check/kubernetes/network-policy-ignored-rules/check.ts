import type { Violation } from '#contract/check.ts';
import { isList, textsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { setField } from '#posture/patch.ts';

const directions = [
  ['Ingress', 'ingress'],
  ['Egress', 'egress'],
] as const;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'networking.k8s.io/NetworkPolicy')) return;
  const field = ['spec', 'policyTypes'] as const;
  const types = textsOf(valueAt(object.body, field));
  if (types.length === 0) return;
  for (const [type, rules] of directions) {
    if (!isList(valueAt(object.body, ['spec', rules])) || types.includes(type)) continue;
    yield {
      message: `there are rules for ${rules}, but "policyTypes" has ${types.join(' and ')} only`,
      identity: type,
      field: ['spec', rules],
      patches: [setField(`add "${type}" to "policyTypes"`, [...field, types.length], type)],
    };
  }
}
