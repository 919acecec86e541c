import { CaissonError } from '#kit/error.ts';
import type { RuleDefinition } from '../ast.ts';
import { JudgedRules } from './judged-rules.ts';
import type { CompileOptions, RuleSet } from './rule-set.ts';

const mostRules = 20_000;

/**
 * Makes rules ready to judge events; those that are not enabled are left out. A rule that cannot be compiled becomes a problem of
 * the set and does not stop the others. Throws `limit.entries` for more than 20,000 rules.
 */
export function compileRules(
  rules: readonly RuleDefinition[],
  options: CompileOptions = {},
): RuleSet {
  const enabled = rules.filter((rule) => rule.enabled);
  if (enabled.length > mostRules)
    throw new CaissonError('limit.entries', `more than ${mostRules} rules are enabled`);
  return new JudgedRules(enabled, options);
}

/**
 * Gives the new set what the old one remembers: partial sequences, counts towards thresholds and hits of rules that did not change. Swap the
 * sets afterwards; no event may be judged in between.
 */
export function replaceRules(old: RuleSet, next: RuleSet): RuleSet {
  if (old instanceof JudgedRules && next instanceof JudgedRules) next.takeState(old);
  return next;
}
