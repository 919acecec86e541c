import type { Violation } from '#contract/check.ts';
import type { SourceRange } from '#model/source-range.ts';
import { openExpansions } from '#pipeline/check/open-expansion.ts';
import { stepsOf, subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject, Script } from '#pipeline/model.ts';

/** All expansions into program text that nothing is known against. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const flows = subject.pipeline?.flows ?? [];
  const known = [...flows, ...openExpansions(subject)]
    .map(({ range }) => range.start)
    .sort((a, b) => a - b);
  for (const { job, step } of stepsOf(subject))
    for (const script of step.scripts)
      for (const { expression, range } of harmless(script, known))
        yield { message: `"${expression.slice(0, 200)}"`, range, ...subjectOf(job) };
}

function harmless({ text, holes, rangeOf }: Script, known: readonly number[]) {
  return holes.flatMap(({ start, end, expression }) => {
    const hole = rangeOf(start, end);
    if (hasOneIn(known, hole)) return [];
    const from = Math.max(start, text.indexOf(expression, start));
    return [{ expression, range: rangeOf(from, from + expression.length) }];
  });
}

/** Whether a place of the sorted list stands in a range. */
function hasOneIn(sorted: readonly number[], { start, end }: SourceRange): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return (sorted[low] ?? end) < end;
}
