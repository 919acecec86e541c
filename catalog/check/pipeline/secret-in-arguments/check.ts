import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { secretArguments } from '#pipeline/check/secret-arguments.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Secrets that programs get as arguments. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { program, secret, range, job } of secretArguments(subject))
    yield {
      message: `"${program}" gets secret "${secret}" as an argument`,
      range,
      ...subjectOf(job),
    };
}
