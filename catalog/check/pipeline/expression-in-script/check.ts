import type { Violation } from '#contract/check.ts';
import type { SourceRange } from '#model/source-range.ts';
import { stepsOf, subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject, Script } from '#pipeline/model.ts';

/** All expansions into program text that nothing is known against. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { job, step } of stepsOf(subject))
    for (const script of step.scripts)
      for (const { expression, range } of harmless(script, subject))
        yield { message: `"${expression.slice(0, 200)}"`, range, ...subjectOf(job) };
}

function harmless({ holes, rangeOf }: Script, { pipeline }: PipelineSubject) {
  return holes
    .map(({ start, end, expression }) => ({ expression, range: rangeOf(start, end) }))
    .filter(({ range }) => pipeline?.flows.every((flow) => !isInside(flow.range, range)) === true);
}

function isInside(inner: SourceRange, outer: SourceRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
