import type { AuditLog, Authenticator, ExternalSignIn, Operations } from '#contract/platform.ts';
import type { Scope } from '#contract/scope.ts';
import type { HttpMetrics } from './metrics.ts';
import type { RefusalQuota } from './refusal-quota.ts';
import type { FullWebSettings, WebSettings } from './settings.ts';

/** What the web face stands on. */
export interface WebParts {
  readonly operations: Operations;
  readonly authenticator: Authenticator;
  readonly settings: WebSettings;
  readonly scope: Scope;
  /** Directory of the built console; without it there is only the API. */
  readonly consoleDirectory?: string;
  /** Reasons why the platform is not ready; none: it is. */
  readonly readiness?: () => Promise<readonly string[]>;
  /** More metrics in the Prometheus text format. */
  readonly metrics?: () => Promise<string>;
  /** Told of every call that was refused to somebody known. */
  readonly refused?: (entry: RefusedCall) => Promise<void>;
  readonly external?: ExternalSignIn;
}
type RefusedCall = Parameters<AuditLog['append']>[1];

/** The same, as the parts of this room need it. */
export interface Web extends WebParts {
  readonly settings: FullWebSettings;
  readonly http: HttpMetrics;
  /** Aborted when the server begins to close. */
  readonly closing: AbortSignal;
  readonly streams: Map<string, number>;
  readonly refusals: RefusalQuota;
}
