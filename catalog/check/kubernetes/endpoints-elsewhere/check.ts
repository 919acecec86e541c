import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textOf, textsOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

const close = /^(?:127\.|169\.254\.|::1$|fe80:|fd00:ec2::254$)/;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/Endpoints', 'discovery.k8s.io/EndpointSlice')) return;
  for (const address of addressesIn(object.body))
    if (close.test(address))
      yield {
        message: `"${address}" is an endpoint`,
        identity: address,
        field: ['metadata', 'name'],
      };
}

function* addressesIn(body: ObjectSubject['object']['body']): Iterable<string> {
  for (const [, one] of objectsOf(fieldOf(body, 'endpoints')))
    yield* textsOf(fieldOf(one, 'addresses'));
  for (const [, subset] of objectsOf(fieldOf(body, 'subsets')))
    for (const [, one] of objectsOf(fieldOf(subset, 'addresses')))
      yield textOf(fieldOf(one, 'ip')) ?? '';
}
