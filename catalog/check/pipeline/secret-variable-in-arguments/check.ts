import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { secretArguments } from '#pipeline/system/secret-argument.ts';

/** Secrets of the run in arguments of programs. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  if (subject.system === 'github') return;
  for (const { program, secret, range, job } of secretArguments(subject))
    yield { message: `"${program}" gets ${secret} as an argument`, range, ...subjectOf(job) };
}
