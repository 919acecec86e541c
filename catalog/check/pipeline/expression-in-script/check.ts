import type { Violation } from '#contract/check.ts';
import type { SourceRange } from '#model/source-range.ts';
import { openExpansions } from '#pipeline/check/open-expansion.ts';
import { stepsOf, subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject, Script } from '#pipeline/model.ts';

/** All expansions into program text that nothing is known against. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const flows = subject.pipeline?.flows ?? [];
  const known = [...flows, ...openExpansions(subject)].map(({ range }) => range);
  for (const { job, step } of stepsOf(subject))
    for (const script of step.scripts)
      for (const { expression, range } of harmless(script, known))
        yield { message: `"${expression.slice(0, 200)}"`, range, ...subjectOf(job) };
}

function harmless({ text, holes, rangeOf }: Script, known: readonly SourceRange[]) {
  return holes.flatMap(({ start, end, expression }) => {
    const hole = rangeOf(start, end);
    if (known.some((each) => isInside(each, hole))) return [];
    const from = Math.max(start, text.indexOf(expression, start));
    return [{ expression, range: rangeOf(from, from + expression.length) }];
  });
}

function isInside(inner: SourceRange, outer: SourceRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
