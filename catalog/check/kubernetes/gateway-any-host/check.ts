import type { Violation } from '#contract/check.ts';
import { fieldOf, listOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import type { Json } from '#model/json-value.ts';
import { isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (isKind(object, 'gateway.networking.k8s.io/Gateway')) yield* inListeners(object.body);
  if (!object.group.endsWith('gateway.networking.k8s.io') || !object.kind.endsWith('Route')) return;
  for (const [at, host] of listOf(valueAt(object.body, ['spec', 'hostnames'])).entries()) {
    if (typeof host !== 'string' || !host.startsWith('*')) continue;
    yield {
      message: `the route takes "${host}"`,
      identity: host,
      field: ['spec', 'hostnames', at],
    };
  }
}

function* inListeners(body: Json): Iterable<Violation> {
  for (const [at, listener] of objectsOf(valueAt(body, ['spec', 'listeners']))) {
    const host = textOf(fieldOf(listener, 'hostname')) ?? '';
    if (host !== '' && !host.startsWith('*')) continue;
    const name = textOf(fieldOf(listener, 'name')) ?? '';
    const message = `the listener "${name}" takes ${host === '' ? 'every host' : `"${host}"`}`;
    yield { message, identity: message, field: ['spec', 'listeners', at, 'hostname'] };
  }
}
