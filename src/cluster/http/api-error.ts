import { CaissonError, type ErrorCode } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { printable } from '#kit/text.ts';

/** What an API server refused: an HTTP status of 300 and above, or an `ERROR` event of a watch. */
export class ApiError extends CaissonError {
  /** HTTP status. */
  readonly status: number;
  /** `reason` of the server's Status: `Forbidden`, `Expired`; empty where it sent none. */
  readonly reason: string;
  /** How long the server wants to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** The server's own words, made safe to print. */
  readonly told: string;
  /** Texts of `Warning` headers. */
  readonly warnings: readonly string[];

  constructor(what: string, refusal: Refusal, warnings: readonly string[] = []) {
    const { status, reason, message, retryAfterMs } = refusal;
    const told = message === '' ? `HTTP status ${status}` : message;
    const { code, hint } = meaningOf(status, message);
    super(code, `cannot ${what}: ${told}`, hint === undefined ? {} : { hint });
    this.status = status;
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
    this.told = told;
    this.warnings = warnings;
  }

  /** The resource version or the continue token is too old: begin again with a listing. */
  get isGone(): boolean {
    return this.status === 410 || this.reason === 'Expired' || this.reason === 'Gone';
  }

  /** The resource version is newer than what the server has: it was restored, or lags behind its peers. */
  get isFromTheFuture(): boolean {
    return this.status === 504 && this.message.includes('Too large resource version');
  }

  /** Asking again later may help. */
  get isTransient(): boolean {
    return this.status === 429 || (this.status >= 500 && this.status !== 501);
  }
}

export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly retryAfterMs: number | undefined;
}

/** Reads a `Status` object (API conventions, "Response Status Kind"); anything else is told by its HTTP status alone. */
export function refusalOf(answered: number, body: unknown, retryAfter?: string): Refusal {
  const status = isRecord(body) && body['kind'] === 'Status' ? body : {};
  const details = isRecord(status['details']) ? status['details'] : {};
  const code = Number(status['code']);
  return {
    status: Number.isInteger(code) && code >= 300 && code < 600 ? code : answered,
    reason: textOf(status['reason']).slice(0, 100),
    message: printable(textOf(status['message']).slice(0, 1000)),
    retryAfterMs: secondsOf(retryAfter) ?? secondsOf(details['retryAfterSeconds']),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Seconds only; a date counts as if nothing was said (RFC 9110, section 10.2.3). */
function secondsOf(value: unknown): number | undefined {
  if (typeof value === 'string') return /^\d{1,6}$/.test(value) ? Number(value) * 1000 : undefined;
  return typeof value === 'number' && value > 0 && value < 1_000_000 ? value * 1000 : undefined;
}

const codes: Readonly<Record<number, ErrorCode>> = {
  400: 'usage.invalid-argument',
  401: 'access.unauthenticated',
  403: 'access.forbidden',
  404: 'input.not-found',
  410: 'input.not-found',
  422: 'usage.invalid-argument',
  429: 'access.rate-limited',
  501: 'input.unsupported',
};

function meaningOf(status: number, message: string): { code: ErrorCode; hint: string | undefined } {
  const code = codes[status] ?? (status >= 500 ? 'access.unreachable' : 'input.unsupported');
  return { code, hint: hintOf(code, message) };
}

function hintOf(code: ErrorCode, message: string): string | undefined {
  if (code === 'access.unauthenticated')
    return 'log in again, or check the user of the context in the kubeconfig';
  if (code !== 'access.forbidden') return undefined;
  return message.includes('cluster scope')
    ? 'grant get, list and watch by a ClusterRole, or name the namespaces that may be read'
    : 'grant get, list and watch on it';
}
