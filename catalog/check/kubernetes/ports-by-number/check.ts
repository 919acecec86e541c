import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { ingressKinds, isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (isKind(object, '/Service'))
    for (const [at, port] of objectsOf(valueAt(object.body, ['spec', 'ports'])))
      if (typeof fieldOf(port, 'targetPort') === 'number')
        yield { identity: `port ${at}`, field: ['spec', 'ports', at, 'targetPort'] };
  if (!isKind(object, ...ingressKinds)) return;
  const number = ['backend', 'service', 'port', 'number'];
  for (const [at, rule] of objectsOf(valueAt(object.body, ['spec', 'rules'])))
    for (const [index, one] of objectsOf(valueAt(rule, ['http', 'paths'])))
      if (valueAt(one, number) !== undefined)
        yield {
          identity: `path ${at} ${index}`,
          field: ['spec', 'rules', at, 'http', 'paths', index, ...number],
        };
}
