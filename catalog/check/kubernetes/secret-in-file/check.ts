import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isWritten } from '#posture/object/kind.ts';
import { entriesOfSecret, isSops, secretTypeOf } from '#posture/secret/secret-object.ts';
import { isPlaceholder, isSecretName, secretKindOf } from '#posture/secret/sensitive.ts';

// a name, a certificate, a file of settings: public in itself
const open =
  /^(?:user(?:name)?|login|host(?:name)?|port|url|uri|endpoint|database|dbname|schema|region|bucket|type|name|(?:tls|ca)\.(?:crt|pem)|.*\.(?:crt|pub))$/i;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isWritten(object) || isSops(object)) return;
  if (secretTypeOf(object) === 'helm.sh/release.v1') return;
  for (const { key, bytes, path } of entriesOfSecret(object)) {
    const value = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    const isCertain = secretKindOf(value) !== undefined;
    if (!isCertain && (isPlaceholder(value) || open.test(key))) continue;
    yield {
      message: `the value of "${key}" can be read in the file`,
      identity: key,
      field: path,
      ...((isCertain || isSecretName(key)) && { severity: 'high' as const }),
    };
  }
}
