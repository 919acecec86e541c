import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { secretTypeOf } from '#posture/secret/secret-object.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/Secret')) return;
  if (secretTypeOf(object) !== 'kubernetes.io/service-account-token') return;
  const account = object.annotations.get('kubernetes.io/service-account.name') ?? '';
  yield { message: `it is a lasting token of the service account "${account}"`, field: ['type'] };
}
