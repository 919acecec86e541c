import type { Violation } from '#contract/check.ts';
import { adHocPackages } from '#pipeline/check/ad-hoc.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Packages that are installed by name, outside what a lock file fixes. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { names, range, job } of adHocPackages(subject))
    yield {
      message: `${names} is resolved anew in each run`,
      range,
      ...subjectOf(job),
    };
}
