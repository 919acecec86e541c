import { CaissonError } from '#kit/error.ts';
import { type Library, globalOverload as over } from '../declare.ts';
import { traversal } from '../size.ts';
import { DYN, STRING } from '../type.ts';
import { CelError, type Result } from '../value.ts';
import { attempt } from './attempt.ts';
import { withDoubles } from './json-text.ts';
import { readCertificate, readCertificateRequest } from './x509-certificate.ts';

const longest = 1_048_576;

/** The first block of PEM (RFC 7468 §2). Throws `input.malformed`. */
function readPem(text: string): { readonly label: string; readonly bytes: Uint8Array } {
  if (text.length > longest) throw new CaissonError('limit.size', 'the PEM text is too long');
  const begin = /-----BEGIN ([A-Z0-9 ]{1,64})-----/.exec(text);
  const label = begin?.[1] ?? '';
  const start = begin === null ? -1 : begin.index + begin[0].length;
  const end = text.indexOf(`-----END ${label}-----`, Math.max(start, 0));
  if (start < 0 || end < 0) throw new CaissonError('input.malformed', 'failed to decode PEM block');
  const body = text.slice(start, end).replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(body))
    throw new CaissonError('input.malformed', 'failed to decode PEM block');
  return { label, bytes: Buffer.from(body, 'base64') };
}

function decode(text: string): Result {
  const value = attempt(() => {
    const { label, bytes } = readPem(text);
    if (label === 'CERTIFICATE') return readCertificate(bytes);
    if (label === 'CERTIFICATE REQUEST') return readCertificateRequest(bytes);
    throw new CaissonError(
      'input.unsupported',
      'PEM block neither contains a CERTIFICATE or CERTIFICATE REQUEST',
    );
  });
  return value instanceof CelError ? value : withDoubles(value);
}

/** Certificates and requests with RSA keys (Kyverno 1.18 `kyverno.x509`): `x509.decode(pem)`. */
export const x509Library: Library = {
  name: 'kyverno.x509',
  bases: ['kyverno', 'caisson'],
  functions: [
    {
      name: 'x509.decode',
      overloads: [over([STRING], DYN, decode, { cost: (text) => 1 + traversal(text) })],
    },
  ],
};
