import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { entriesOfSecret, secretTypeOf } from '#posture/secret/secret-object.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (object.kind !== 'Secret' || secretTypeOf(object) !== 'bootstrap.kubernetes.io/token') return;
  if (entriesOfSecret(object).some(({ key }) => key === 'expiration')) return;
  yield { identity: 'expiration', field: ['type'] };
}
