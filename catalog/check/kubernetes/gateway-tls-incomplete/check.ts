import type { Violation } from '#contract/check.ts';
import { fieldOf, isObject, listOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'gateway.networking.k8s.io/Gateway')) return;
  for (const [at, listener] of objectsOf(valueAt(object.body, ['spec', 'listeners']))) {
    const protocol = fieldOf(listener, 'protocol');
    if (protocol !== 'HTTPS' && protocol !== 'TLS') continue;
    const tls = fieldOf(listener, 'tls');
    if (fieldOf(tls, 'mode') === 'Passthrough') continue;
    if (listOf(fieldOf(tls, 'certificateRefs')).length > 0 || isObject(fieldOf(tls, 'options')))
      continue;
    const name = textOf(fieldOf(listener, 'name')) ?? '';
    const message = `the listener "${name}" has no certificate`;
    yield { message, identity: name, field: ['spec', 'listeners', at, 'tls', 'certificateRefs'] };
  }
}
