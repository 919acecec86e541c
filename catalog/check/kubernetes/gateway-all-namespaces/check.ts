import type { Violation } from '#contract/check.ts';
import { objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { setField } from '#posture/patch.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'gateway.networking.k8s.io/Gateway')) return;
  for (const [at, listener] of objectsOf(valueAt(object.body, ['spec', 'listeners']))) {
    if (valueAt(listener, ['allowedRoutes', 'namespaces', 'from']) !== 'All') continue;
    const field = ['spec', 'listeners', at, 'allowedRoutes', 'namespaces', 'from'];
    const name = textOf(valueAt(listener, ['name'])) ?? '';
    yield {
      message: `the listener "${name}" takes routes of every namespace`,
      identity: name,
      field,
      patches: [setField('take routes of the same namespace only', field, 'Same')],
    };
  }
}
