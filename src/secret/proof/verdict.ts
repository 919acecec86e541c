import type { SecretProof } from '#model/secret.ts';
import type { Severity } from '#model/severity.ts';

/** What the parts of a secret prove, without asking anyone. */
export interface Verdict {
  readonly proof?: SecretProof;
  /** In place of the rule's. */
  readonly severity?: Severity;
  /** Why it is no secret of this kind at all. */
  readonly refuted?: string;
  readonly details?: Readonly<Record<string, string>>;
  readonly reasons?: readonly string[];
}

/** Nothing could be told. */
export const silent: Verdict = {};
