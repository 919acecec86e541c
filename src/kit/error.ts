/** Every code that a `CaissonError` may carry: family, a dot, the case. Exit codes follow the family. */
export const errorCodes = [
  'usage.invalid-argument',
  'usage.invalid-config',
  'input.malformed',
  'input.unsupported',
  'input.not-found',
  'access.unauthenticated',
  'access.forbidden',
  'access.unreachable',
  'access.rate-limited',
  'state.conflict',
  'integrity.digest-mismatch',
  'integrity.signature-invalid',
  'integrity.untrusted',
  'integrity.rollback',
  'limit.size',
  'limit.depth',
  'limit.entries',
  'limit.ratio',
  'limit.time',
  'host.missing-feature',
  'host.missing-privilege',
  'host.io',
  'internal.bug',
] as const;
export type ErrorCode = (typeof errorCodes)[number];
export type ErrorFamily = ErrorCode extends `${infer Family}.${string}` ? Family : never;

/**
 * Something that stops an operation. A finding is not an error, and neither is a gap.
 *
 * `message` says what happened, in lower case, without a full stop; `hint` says what a person can do about it.
 */
export class CaissonError extends Error {
  override readonly name = 'CaissonError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** The part of a code before the dot; switches over it are exhaustive. */
export function familyOf(code: ErrorCode): ErrorFamily {
  return code.slice(0, code.indexOf('.')) as ErrorFamily;
}

/** Whether `error` is a `CaissonError` of one of the codes, or of any code when none is named. */
export function isCaissonError(
  error: unknown,
  ...codes: readonly ErrorCode[]
): error is CaissonError {
  return error instanceof CaissonError && (codes.length === 0 || codes.includes(error.code));
}
