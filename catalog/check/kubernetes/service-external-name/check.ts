import type { Violation } from '#contract/check.ts';
import { textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { serviceTypeOf } from '#posture/object/exposure.ts';

const field = ['spec', 'externalName'] as const;
const close =
  /^(?:localhost|127\.|0\.0\.0\.0|::1|169\.254\.|metadata\.google\.internal|kubernetes\.default)/;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  const name = textOf(valueAt(object.body, field));
  if (serviceTypeOf(object) !== 'ExternalName' || name === undefined) return;
  const inside = /^[^.]+\.([^.]+)\.svc(?:\.|$)/.exec(name)?.[1];
  const isElsewhere = inside !== undefined && inside !== object.namespace;
  if (!close.test(name) && !isElsewhere) return;
  yield { message: `"${name}" is reached through it`, field, identity: name };
}
