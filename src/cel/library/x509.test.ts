import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile, environmentOf } from '../compile.ts';
import { toJson } from '../json.ts';
import { STRING } from '../type.ts';

/** Made with openssl for this test; the keys are thrown away. */
function read(name: string): string {
  return readFileSync(new URL(`testdata/${name}.pem`, import.meta.url), 'utf8');
}

const environment = environmentOf('kyverno', { pem: STRING });

function decode(pem: string): unknown {
  const compiled = compile('x509.decode(pem)', environment);
  if ('problems' in compiled) return compiled.problems;
  const outcome = compiled.program.evaluate({ pem });
  return 'error' in outcome ? outcome.error : toJson(outcome.value);
}

test('a certificate has the fields of Go', () => {
  const pem = read('rsa-certificate');
  const oracle = new X509Certificate(pem);

  const certificate = decode(pem);

  expect(certificate).toMatchObject({
    Raw: oracle.raw.toString('base64'),
    PublicKeyAlgorithm: 1,
    PublicKey: { E: 65_537 },
    SerialNumber: Number(BigInt(`0x${oracle.serialNumber}`)),
    Issuer: {
      Country: ['AT'],
      Organization: ['Caisson Test'],
      OrganizationalUnit: ['Engineering'],
      Locality: null,
      CommonName: 'shop.example.com',
    },
    NotBefore: oracle.validFromDate.toISOString().replace('.000', ''),
    NotAfter: oracle.validToDate.toISOString().replace('.000', ''),
    KeyUsage: 97,
    ExtKeyUsage: [1, 2],
    BasicConstraintsValid: true,
    IsCA: oracle.ca,
    MaxPathLen: 0,
    MaxPathLenZero: true,
    OCSPServer: ['http://ocsp.example.com'],
    IssuingCertificateURL: ['http://ca.example.com/ca.crt'],
    DNSNames: ['shop.example.com', '*.example.com'],
    EmailAddresses: ['ops@example.com'],
    IPAddresses: ['10.0.0.1', '2001:db8::1'],
    PermittedDNSDomainsCritical: true,
    PermittedDNSDomains: ['example.com'],
    ExcludedIPRanges: [{ IP: '10.1.0.0', Mask: '//8AAA==' }],
    CRLDistributionPoints: ['http://crl.example.com/a.crl'],
    PolicyIdentifiers: [[1, 2, 3, 4]],
  });
  const modulus = (oracle.publicKey.export({ format: 'jwk' }).n ?? '').toString();
  const n = BigInt(`0x${Buffer.from(modulus, 'base64url').toString('hex')}`);
  expect(certificate).toHaveProperty('PublicKey.N', n.toString());
});

test('a certificate request', () => {
  expect(decode(read('rsa-request'))).toMatchObject({
    Version: 0,
    SignatureAlgorithm: 4,
    Subject: { CommonName: 'shop.example.com' },
    DNSNames: ['shop.example.com'],
    IPAddresses: ['10.0.0.1'],
    URIs: null,
  });
});

test('other keys than RSA are an error, as in Kyverno', () => {
  expect(decode(read('ec-certificate'))).toBe('certificate should use rsa algorithm');
});

test('a broken certificate is an error of the expression and nothing worse', () => {
  const body = Buffer.from(read('rsa-certificate').replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  fc.assert(
    fc.property(fc.nat(body.length - 1), fc.nat(255), fc.nat(body.length), (at, byte, end) => {
      const bytes = Buffer.from(body);
      bytes[at] = byte;
      const text = (end % 3 === 0 ? bytes.subarray(0, end) : bytes).toString('base64');
      const pem = `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
      expect(['string', 'object']).toContain(typeof decode(pem));
    }),
    { numRuns: 300 },
  );
});
