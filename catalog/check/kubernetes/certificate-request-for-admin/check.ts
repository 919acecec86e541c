import { asks } from '#posture/object/field-check.ts';
import { decodeBase64 } from '#posture/secret/secret-object.ts';

const groups = /system:masters|system:nodes/;

// the names in a PKCS #10 request stand there as plain text
function asksForAdmin(request: string): boolean {
  const pem = Buffer.from(decodeBase64(request) ?? new Uint8Array()).toString('latin1');
  const body = pem.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '');
  return groups.test(Buffer.from(body, 'base64').toString('latin1'));
}

export const evaluate = asks({
  kinds: ['certificates.k8s.io/CertificateSigningRequest'],
  field: ['spec', 'request'],
  isWrong: (value) => typeof value === 'string' && value.length < 100_000 && asksForAdmin(value),
});
