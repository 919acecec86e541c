import { CaissonError } from '#kit/error.ts';
import type { JsonObject } from '#model/json-value.ts';
import {
  bitsOf,
  type DerElement,
  derTag,
  inside,
  integerOf,
  oidOf,
  readElements,
  timeOf,
} from './der.ts';
import {
  readExtensions,
  readKnown,
  shownExtensions,
  subjectNames,
  subjectUris,
} from './x509-extension.ts';
import { readName } from './x509-name.ts';

/**
 * Reads a certificate with an RSA key (RFC 5280 §4.1) into the fields of Go's `x509.Certificate` that Kyverno shows. Throws `input.*`;
 * signatures are not verified.
 */
export function readCertificate(bytes: Uint8Array): JsonObject {
  const [whole] = readElements(bytes);
  const [body, , signature] = inside(whole, derTag.sequence);
  const parts = inside(body, derTag.sequence);
  // The version is explicit and may be left out.
  const fields = parts[0]?.tag === 0xa0 ? parts.slice(1) : parts;
  const [serial, , issuer, validity, subject, key] = fields;
  const [notBefore, notAfter] = inside(validity, derTag.sequence);
  const extensions = extensionsIn(fields.find(({ tag }) => tag === 0xa3));
  return {
    Raw: base64(whole),
    RawTBSCertificate: base64(body),
    RawSubjectPublicKeyInfo: base64(key),
    RawSubject: base64(subject),
    RawIssuer: base64(issuer),
    Signature: Buffer.from(bitsOf(signature)).toString('base64'),
    PublicKeyAlgorithm: rsa,
    PublicKey: readKey(key),
    SerialNumber: Number(BigInt.asIntN(64, integerOf(serial))),
    Issuer: readName(issuer),
    NotBefore: timeOf(notBefore),
    NotAfter: timeOf(notAfter),
    Extensions: shownExtensions(extensions),
    ExtraExtensions: null,
    ...readKnown(extensions),
  };
}

/** Reads a certificate request with an RSA key (RFC 2986 §4) into the fields of Go's `x509.CertificateRequest`. Throws `input.*`. */
export function readCertificateRequest(bytes: Uint8Array): JsonObject {
  const [whole] = readElements(bytes);
  const [body, algorithm, signature] = inside(whole, derTag.sequence);
  const [version, subject, key, attributes] = inside(body, derTag.sequence);
  const extensions = requestedExtensions(attributes);
  return {
    Raw: base64(whole),
    RawTBSCertificateRequest: base64(body),
    RawSubjectPublicKeyInfo: base64(key),
    RawSubject: base64(subject),
    Version: Number(integerOf(version)),
    Signature: Buffer.from(bitsOf(signature)).toString('base64'),
    SignatureAlgorithm:
      signatureAlgorithms.get(oidOf(inside(algorithm, derTag.sequence)[0]).join('.')) ?? 0,
    PublicKeyAlgorithm: rsa,
    PublicKey: readKey(key),
    Subject: readName(subject),
    Extensions: shownExtensions(extensions),
    ExtraExtensions: null,
    ...subjectNames(extensions),
    URIs: subjectUris(extensions),
  };
}

/** Numbers of Go's enumerations. */
const rsa = 1;
const signatureAlgorithms: ReadonlyMap<string, number> = new Map([
  ['1.2.840.113549.1.1.4', 2],
  ['1.2.840.113549.1.1.5', 3],
  ['1.2.840.113549.1.1.11', 4],
  ['1.2.840.113549.1.1.12', 5],
  ['1.2.840.113549.1.1.13', 6],
]);

function base64(element: DerElement | undefined): string {
  if (element === undefined) throw new CaissonError('input.malformed', 'a part of it is missing');
  return Buffer.from(element.raw).toString('base64');
}

/** Modulus in decimal and exponent (RFC 8017 §A.1.1). */
function readKey(element: DerElement | undefined): JsonObject {
  const [algorithm, bits] = inside(element, derTag.sequence);
  if (oidOf(inside(algorithm, derTag.sequence)[0]).join('.') !== '1.2.840.113549.1.1.1')
    throw new CaissonError('input.unsupported', 'certificate should use rsa algorithm');
  const [modulus, exponent] = inside(readElements(bitsOf(bits))[0], derTag.sequence);
  return { N: integerOf(modulus).toString(), E: Number(integerOf(exponent)) };
}

function extensionsIn(field: DerElement | undefined) {
  return field === undefined ? [] : readExtensions(readElements(field.content)[0]);
}

function requestedExtensions(attributes: DerElement | undefined) {
  if (attributes?.tag !== 0xa0) return [];
  for (const attribute of readElements(attributes.content)) {
    const [id, values] = inside(attribute, derTag.sequence);
    if (oidOf(id).join('.') === '1.2.840.113549.1.9.14')
      return readExtensions(inside(values, derTag.set)[0]);
  }
  return [];
}
