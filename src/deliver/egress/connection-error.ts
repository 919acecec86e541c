import { isCertificateCode } from '#kit/certificate-code.ts';
import { CaissonError } from '#kit/error.ts';

/**
 * What a connection failed of, as `access.unreachable`; a certificate for another name is `integrity.untrusted`. `failure` says what
 * could not be done, `remedy` what helps against a certificate that is not trusted.
 */
export function connectionError(cause: unknown, failure: string, remedy?: string): CaissonError {
  const code = codeOf(cause);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return new CaissonError('integrity.untrusted', 'the certificate is for another name', {
      cause,
    });
  const untrusted = `its certificate is not trusted (${code})`;
  const message = isCertificateCode(code)
    ? [untrusted, ...(remedy === undefined ? [] : [remedy])].join('; ')
    : `${failure}: ${code}`;
  return new CaissonError('access.unreachable', message, { cause });
}

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'failed';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
