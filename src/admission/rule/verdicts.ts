import type { Json } from '#model/json-value.ts';

/** What a rule says of an object; nothing where it has nothing to say (an empty loop, a deleted object). */
export interface RuleVerdict {
  readonly outcome: 'pass' | 'fail' | 'skip' | 'error';
  readonly message: string;
  /** What was wrong, as people find it in the object. */
  readonly place?: string;
  /** The object after a mutation. */
  readonly mutated?: Json;
  readonly generated?: readonly Json[];
}

export function rulePassed(message = ''): RuleVerdict {
  return { outcome: 'pass', message };
}

export function ruleSkipped(message: string): RuleVerdict {
  return { outcome: 'skip', message };
}

export function ruleError(what: string, error: Error): RuleVerdict {
  return { outcome: 'error', message: `${what}: ${error.message}` };
}
