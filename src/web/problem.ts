import { databaseFault } from '#contract/sql.ts';
import { type CaissonError, type ErrorCode, isCaissonError } from '#kit/error.ts';
import { printable } from '#kit/text.ts';

/** A problem document of RFC 9457 with our dotted code, as `problem` of `#wire/problem.ts` describes it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly hint?: string;
  readonly instance: string;
}

const statuses: Readonly<Record<ErrorCode, number>> = {
  'usage.invalid-argument': 400,
  'usage.invalid-config': 400,
  'input.malformed': 400,
  'input.unsupported': 415,
  'input.not-found': 404,
  'access.unauthenticated': 401,
  'access.forbidden': 403,
  'access.unreachable': 502,
  'access.rate-limited': 429,
  'state.conflict': 409,
  'integrity.digest-mismatch': 422,
  'integrity.signature-invalid': 422,
  'integrity.untrusted': 422,
  'integrity.rollback': 422,
  'limit.size': 413,
  'limit.depth': 422,
  'limit.entries': 422,
  'limit.ratio': 422,
  'limit.time': 503,
  'host.missing-feature': 501,
  'host.missing-privilege': 503,
  'host.io': 503,
  'internal.bug': 500,
};

const titles: Readonly<Record<number, string>> = {
  400: 'The request is not understood',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'The request took too long',
  409: 'Somebody else was faster',
  413: 'Too large',
  415: 'Media type not supported',
  421: 'Not an address of this server',
  422: 'The content is refused',
  429: 'Too many requests',
  500: 'An error of the platform',
  501: 'Not supported here',
  502: 'Another server does not answer',
  503: 'Not available now',
};

/** What a failed call is answered with. Texts of errors of the machine or of ours stay in the log. */
export function toProblem(error: unknown, instance: string): Problem {
  if (isOfStore(error)) return problemWith(503, 'access.unreachable', instance);
  if (isCaissonError(error)) return problemOf(error, instance);
  const status = statusOfFramework(error);
  return problemWith(status, codeOfStatus(status), instance, status < 500 ? messageOf(error) : '');
}

/** The own store is away: where it is, is nobody's business who may not even be signed in. */
function isOfStore(error: unknown): boolean {
  return isCaissonError(error, 'access.unreachable') && error.message.startsWith(databaseFault);
}

/** A problem that is not an error of ours. */
export function problemWith(
  status: number,
  code: ErrorCode,
  instance: string,
  detail = '',
): Problem {
  return {
    type: `urn:caisson:error:${code}`,
    title: titles[status] ?? 'An error',
    status,
    code,
    ...(detail === '' ? {} : { detail: printable(detail).slice(0, 1000) }),
    instance,
  };
}

function problemOf({ code, message, hint }: CaissonError, instance: string): Problem {
  const secret = code.startsWith('host.') || code === 'internal.bug';
  return {
    ...problemWith(statuses[code], code, instance, secret ? '' : message),
    ...(hint === undefined || code === 'internal.bug'
      ? {}
      : { hint: printable(hint).slice(0, 1000) }),
  };
}

/** Errors of the HTTP framework carry a status; everything else is ours. */
function statusOfFramework(error: unknown): number {
  if (!(error instanceof Error) || !('statusCode' in error)) return 500;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 600 ? statusCode : 500;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

function codeOfStatus(status: number): ErrorCode {
  switch (status) {
    case 401:
      return 'access.unauthenticated';
    case 403:
      return 'access.forbidden';
    case 404:
      return 'input.not-found';
    case 408:
      return 'limit.time';
    case 413:
      return 'limit.size';
    case 415:
      return 'input.unsupported';
    case 429:
      return 'access.rate-limited';
    case 503:
      return 'host.io';
    default:
      return status < 500 ? 'input.malformed' : 'internal.bug';
  }
}
