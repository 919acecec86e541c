import type { Violation } from '#contract/check.ts';
import { unverifiedRuns } from '#pipeline/check/download.ts';
import { stepsOf, subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Programs that are fetched and executed without a look at what came. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { job, step } of stepsOf(subject))
    for (const script of step.scripts)
      for (const { what, range } of unverifiedRuns(subject, script))
        yield { message: `${what} executes what the server sends`, range, ...subjectOf(job) };
}
