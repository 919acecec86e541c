import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { entriesOfSecret, isWeakPassword } from '#posture/secret/secret-object.ts';
import { isSecretName } from '#posture/secret/sensitive.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const { key, bytes, path } of entriesOfSecret(object)) {
    if (bytes.length > 64 || !isSecretName(key)) continue;
    const value = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    if (isWeakPassword(value))
      yield {
        message: `the value of "${key}" is a well-known password`,
        identity: key,
        field: path,
      };
  }
}
