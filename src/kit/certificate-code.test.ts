import { expect, test } from 'vitest';
import { isCertificateCode } from './certificate-code.ts';

test.for([
  ['CERT_HAS_EXPIRED', true],
  ['ERR_TLS_CERT_ALTNAME_INVALID', true],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', true],
  ['SELF_SIGNED_CERT_IN_CHAIN', true],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', true],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', true],
  ['ECONNREFUSED', false],
  ['ERR_TLS_HANDSHAKE_TIMEOUT', false],
  ['', false],
] as const)('%s speaks of a certificate: %s', ([code, expected]) => {
  expect(isCertificateCode(code)).toBe(expected);
});
