import type { Violation } from '#contract/check.ts';
import { fieldOf, isObject, objectsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'networking.k8s.io/Ingress') || object.version !== 'v1') return;
  for (const [at, rule] of objectsOf(valueAt(object.body, ['spec', 'rules'])))
    for (const [index, one] of objectsOf(valueAt(rule, ['http', 'paths']))) {
      const service = valueAt(one, ['backend', 'service']);
      if (!isObject(service)) continue;
      const port = fieldOf(service, 'port');
      const hasName = fieldOf(port, 'name') !== undefined;
      if (hasName !== (fieldOf(port, 'number') !== undefined)) continue;
      const field = ['spec', 'rules', at, 'http', 'paths', index, 'backend', 'service', 'port'];
      yield {
        identity: `${at} ${index}`,
        field,
        ...(hasName && { message: 'it has a name and a number' }),
      };
    }
}
