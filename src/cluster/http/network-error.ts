import { isCertificateCode } from '#kit/certificate-code.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/**
 * What Node throws on a connection. Certificates that are not trusted are `integrity.untrusted`, all else is
 * `access.unreachable`. Node's own text is not shown: it may hold addresses with credentials.
 */
export function networkError(error: unknown, server: string): CaissonError {
  if (error instanceof CaissonError) return error;
  const code = codeOf(error);
  if (isCertificateCode(code))
    return new CaissonError(
      'integrity.untrusted',
      `the certificate of ${quote(server)} is not trusted (${code})`,
      { hint: 'check certificate-authority and tls-server-name of the cluster in the kubeconfig' },
    );
  return unreachable(server, explain(code), error);
}

/** `access.unreachable` for the server: it may be tried again. */
export function unreachable(server: string, detail: string, cause?: unknown): CaissonError {
  return new CaissonError(
    'access.unreachable',
    `cannot reach the API server ${quote(server)}: ${detail}`,
    { cause, hint: 'check that the server of the context runs and can be reached from here' },
  );
}

const explanations: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name has no address',
  EAI_AGAIN: 'its name cannot be resolved now',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection broke off',
  EPIPE: 'the connection broke off',
  ETIMEDOUT: 'no answer in time',
  ERR_INVALID_CHAR: 'a header holds characters that cannot be sent',
};

function explain(code: string): string {
  return (
    explanations[code] ??
    (code === '' ? 'the connection failed' : `the connection failed (${code})`)
  );
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
