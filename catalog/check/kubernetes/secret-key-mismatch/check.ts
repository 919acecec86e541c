import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKeyOf } from '#posture/secret/certificate.ts';
import { entriesOfSecret } from '#posture/secret/secret-object.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  const entries = entriesOfSecret(object);
  const certificate = entries.find(({ key }) => key === 'tls.crt');
  const own = entries.find(({ key }) => key === 'tls.key');
  if (certificate === undefined || own === undefined) return;
  if (isKeyOf(certificate.bytes, own.bytes) === false)
    yield { identity: 'tls.key', field: own.path };
}
