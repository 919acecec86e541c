import type { Violation } from '#contract/check.ts';
import { objectsOf, textsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isEverywhere } from '#posture/object/exposure.ts';
import { isKind } from '#posture/object/kind.ts';
import { setField } from '#posture/patch.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'networking.k8s.io/NetworkPolicy')) return;
  for (const [at, rule] of objectsOf(valueAt(object.body, ['spec', 'egress'])))
    for (const [index, peer] of objectsOf(valueAt(rule, ['to']))) {
      const cidr = valueAt(peer, ['ipBlock', 'cidr']);
      const except = textsOf(valueAt(peer, ['ipBlock', 'except']));
      if (typeof cidr !== 'string' || !cidr.includes('.') || !isEverywhere(cidr)) continue;
      if (except.some((one) => /^169\.254\.(?:169\.254\/32|0\.0\/16|169\.\d+\/2\d)$/.test(one)))
        continue;
      const block = ['spec', 'egress', at, 'to', index, 'ipBlock'];
      const patch = setField(
        'leave the metadata service out',
        [...block, 'except'],
        [...except, '169.254.169.254/32'],
      );
      yield { identity: cidr, field: [...block, 'cidr'], patches: [patch] };
    }
}
