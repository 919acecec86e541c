import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { ingressKinds, isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, ...ingressKinds)) return;
  const rules = objectsOf(valueAt(object.body, ['spec', 'rules']));
  if (rules.length === 0)
    yield { message: 'it has no rules: everything goes to the default backend', field: ['spec'] };
  for (const [at, rule] of rules) {
    const host = textOf(fieldOf(rule, 'host')) ?? '';
    if (host !== '' && !host.startsWith('*')) continue;
    yield {
      message: host === '' ? 'a rule has no host' : `"${host}" stands for many hosts`,
      identity: host,
      field: ['spec', 'rules', at, 'host'],
    };
  }
}
