import type { Json } from '#model/json-value.ts';
import type { PolicyFailure } from '#model/policy-result.ts';

/** What one policy says of one request, before the actions of a binding come into it. */
export interface Verdict {
  readonly outcome: 'pass' | 'fail' | 'skip' | 'error';
  readonly message?: string;
  readonly reason?: string;
  readonly failures: readonly PolicyFailure[];
  readonly auditAnnotations?: Readonly<Record<string, string>>;
  readonly exceptions?: readonly string[];
  /** The object afterwards, of mutations. */
  readonly mutated?: Json;
  readonly generated?: readonly Json[];
}

export const passed: Verdict = { outcome: 'pass', failures: [] };

export function skipped(message: string): Verdict {
  return { outcome: 'skip', message, failures: [] };
}

export function failedBy(outcome: 'fail' | 'error', failure: PolicyFailure): Verdict {
  return { outcome, message: failure.message, failures: [failure] };
}
