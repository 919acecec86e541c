import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'kyverno.io/PolicyException')) return;
  for (const [at, one] of objectsOf(valueAt(object.body, ['spec', 'exceptions'])))
    if (textsOf(fieldOf(one, 'ruleNames')).includes('*'))
      yield {
        message: 'every rule of a policy is passed over',
        identity: `rules ${at}`,
        field: ['spec', 'exceptions', at, 'ruleNames'],
      };
  for (const list of ['any', 'all'])
    for (const [at, one] of objectsOf(valueAt(object.body, ['spec', 'match', list]))) {
      const resources = fieldOf(one, 'resources');
      const names = [
        ...textsOf(fieldOf(resources, 'namespaces')),
        ...textsOf(fieldOf(resources, 'names')),
      ];
      if (names.length > 0 && !names.includes('*')) continue;
      yield {
        message: 'every object of the kinds is free',
        identity: `${list} ${at}`,
        field: ['spec', 'match', list, at, 'resources'],
      };
    }
}
