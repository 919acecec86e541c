import type { Violation } from '#contract/check.ts';
import { looseContainers } from '#pipeline/check/container-options.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Containers of the build that own their machine. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { option, what, range, job } of looseContainers(subject))
    yield { message: `${what} runs with ${option}`, range, ...subjectOf(job) };
}
