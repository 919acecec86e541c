import type { Json } from '#model/json-value.ts';
import { matchPattern, type PatternVerdict } from '../pattern/match-pattern.ts';
import { type RuleVerdict, rulePassed, ruleSkipped } from './verdicts.ts';

type Mismatch = Exclude<PatternVerdict, { readonly outcome: 'pass' }>;

/** Judges an object by one pattern, or by several of which one is enough. */
export function judgeRulePatterns(
  object: Json,
  patterns: readonly Json[],
  isAny: boolean,
): RuleVerdict {
  const mismatches: Mismatch[] = [];
  for (const pattern of patterns) {
    const verdict = matchPattern(object, pattern);
    if (verdict.outcome === 'pass') return rulePassed();
    mismatches.push(verdict);
  }
  const failed = mismatches.filter(({ outcome }) => outcome !== 'skip');
  const [decisive] = failed;
  if (decisive === undefined) return ruleSkipped(mismatches[0]?.message ?? 'no pattern applies');
  const places = failed.map(({ path }) => path).filter((path) => path !== '');
  return {
    outcome: !isAny && decisive.outcome === 'error' ? 'error' : 'fail',
    message: decisive.message,
    ...(places.length > 0 && { place: places.join(', ') }),
  };
}
