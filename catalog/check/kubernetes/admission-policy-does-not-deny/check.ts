import type { Violation } from '#contract/check.ts';
import { isList, textOf, textsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';

// where each engine says what it does, by the group of its kinds
const fields: ReadonlyMap<string, string> = new Map([
  ['policies.kyverno.io', 'validationActions'],
  ['kyverno.io', 'validationFailureAction'],
  ['constraints.gatekeeper.sh', 'enforcementAction'],
  ['admissionregistration.k8s.io', 'validationActions'],
]);

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  const name = fields.get(object.group);
  if (name === undefined) return;
  const field = ['spec', name];
  const value = valueAt(object.body, field);
  const onlyWarns = isList(value)
    ? value.length > 0 && !textsOf(value).includes('Deny')
    : /^(?:audit|dryrun|warn)$/i.test(textOf(value) ?? '');
  if (onlyWarns) yield { identity: name, field };
}
