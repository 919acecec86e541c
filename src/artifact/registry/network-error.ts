import { isCertificateCode } from '#kit/certificate-code.ts';
import { CaissonError } from '#kit/error.ts';

/** An exchange that broke. `timedOut` tells a silent server from a refused or reset connection. */
export class NetworkError extends CaissonError {
  readonly timedOut: boolean;

  constructor(message: string, timedOut: boolean) {
    super('access.unreachable', message);
    this.timedOut = timedOut;
  }
}

/**
 * What Node throws on a connection, without its text: that may quote addresses with credentials (proxies, signed
 * redirects). Certificates that are not trusted are `integrity.untrusted`, all else is `access.unreachable`.
 */
export function networkError(error: unknown, host: string): CaissonError {
  if (error instanceof CaissonError) return error;
  const code = codeOf(error);
  if (isCertificateCode(code))
    return new CaissonError(
      'integrity.untrusted',
      `the certificate of "${host}" is not trusted (${code})`,
      { hint: 'name the authority that signed it with a CA file, or list the host as insecure' },
    );
  return new NetworkError(`cannot reach "${host}"${explain(code)}`, code === 'ETIMEDOUT');
}

function explain(code: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `: its name has no address (${code})`;
  if (code === 'ECONNREFUSED') return ': connection refused';
  if (code === 'ECONNRESET') return ': the connection broke off';
  return code === '' ? '' : ` (${code})`;
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
