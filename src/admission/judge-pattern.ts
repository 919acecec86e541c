import type { CompiledPolicy } from './compiled.ts';
import type { Judge } from './judge.ts';
import { matchPattern, type PatternVerdict } from './pattern/match-pattern.ts';
import { passed, skipped, type Verdict } from './verdict.ts';

type Mismatch = Exclude<PatternVerdict, { readonly outcome: 'pass' }>;

/** Judges `validate.pattern` or `validate.anyPattern` of a rule of Kyverno. */
export function judgePatterns(judge: Judge, compiled: CompiledPolicy): Verdict {
  const object = judge.request.object;
  if (object === null) return skipped('nothing is validated when an object is deleted');
  const mismatches: Mismatch[] = [];
  for (const one of compiled.patterns) {
    const verdict = matchPattern(object, one);
    if (verdict.outcome === 'pass') return passed;
    mismatches.push(verdict);
  }
  return verdictOf(judge, compiled, mismatches);
}

/** What it is when no pattern fits: skipped when all were for other objects. */
function verdictOf(
  judge: Judge,
  { policy: { pattern } }: CompiledPolicy,
  mismatches: readonly Mismatch[],
): Verdict {
  const failed = mismatches.filter(({ outcome }) => outcome !== 'skip');
  const [decisive] = failed;
  if (decisive === undefined) return skipped(mismatches[0]?.message ?? 'no pattern applies');
  if (pattern === undefined) return passed;
  const isError = !pattern.any && decisive.outcome === 'error';
  const message = messageOf(pattern.message, failed) || decisive.message;
  const source = { text: decisive.path, field: pattern.field };
  return {
    outcome: isError ? 'error' : 'fail',
    message,
    failures: [judge.failure(source, message)],
  };
}

function messageOf(written: string, failed: readonly Mismatch[]): string {
  const places = failed.map(({ path }) => path).filter((path) => path !== '');
  return places.length === 0 ? written : `${written} (at ${places.join(', ')})`.trim();
}
