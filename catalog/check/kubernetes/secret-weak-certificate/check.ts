import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { type CertificateFacts, readCertificate } from '#posture/secret/certificate.ts';
import { entriesOfSecret } from '#posture/secret/secret-object.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const { key, bytes, path } of entriesOfSecret(object)) {
    if (!key.endsWith('.crt')) continue;
    const facts = readCertificate(bytes);
    if (facts === undefined) continue;
    for (const fault of faultsOf(facts, key))
      yield {
        message: `the certificate of ${facts.subject} ${fault}`,
        identity: fault,
        field: path,
      };
  }
}

function* faultsOf(facts: CertificateFacts, key: string): Iterable<string> {
  const { keyType, keyBits = 0, names, isAuthority } = facts;
  if (keyType === 'dsa') yield 'has a DSA key';
  if (keyType === 'rsa' && keyBits < 2048) yield `has an RSA key of ${keyBits} bits`;
  if (names.length === 0 && !isAuthority && key === 'tls.crt')
    yield 'names no host in subjectAltName';
}
