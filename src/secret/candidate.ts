import type { InlineAllowance } from '#model/fault.ts';
import type { SecretClass, SecretProof } from '#model/secret.ts';
import type { Severity } from '#model/severity.ts';
import type { Span } from './expression.ts';
import type { SecretRule } from './rule.ts';

/** What the report tells of a rule, ours or a user's. */
export type RuleFacts = Pick<
  SecretRule,
  'id' | 'title' | 'provider' | 'class' | 'severity' | 'pair' | 'revoke' | 'docs' | 'aliases'
> & {
  /** Rules of users never yield to others. */
  readonly own: boolean;
  /** Rules of which each must have found something near by, else this is nothing. */
  readonly required?: readonly RequiredMatch[];
  /** It only serves others that require it. */
  readonly silent?: boolean;
};

/** Another find that a rule of a user asks for, at most so many lines or columns away. */
export interface RequiredMatch {
  readonly rule: string;
  readonly lines: number;
  readonly columns: number;
}

/** A secret that passed its filters. `start` and `end` are offsets in the file or text, of the encoded run where it was encoded. */
export interface Candidate extends Span {
  readonly facts: RuleFacts;
  readonly class: SecretClass;
  readonly severity: Severity;
  readonly secret: string;
  readonly excerpt: string;
  /** How exactly it fits its rule: decides between rules that see the same bytes. */
  readonly specificity: number;
  readonly decoders: readonly string[];
  readonly proof?: SecretProof;
  readonly details?: Readonly<Record<string, string>>;
  readonly reasons: readonly string[];
  /** Its line counts from the line of the secret: 0, or -1 for the one before. */
  readonly allowed?: InlineAllowance;
}

/** One severity lower, `negligible` at the least. */
export function lowered(severity: Severity): Severity {
  if (severity === 'critical') return 'high';
  if (severity === 'high') return 'medium';
  return severity === 'medium' ? 'low' : 'negligible';
}

/** How tools call a rule: its id and those of its aliases. */
export function namesOf({ id, aliases }: Pick<RuleFacts, 'id' | 'aliases'>): readonly string[] {
  return [id, ...aliases.map((alias) => alias.slice(alias.indexOf(':') + 1))];
}
