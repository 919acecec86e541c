import type { Violation } from '#contract/check.ts';
import { actionSteps, subjectOf } from '#pipeline/check/parts.ts';
import { slugOf } from '#pipeline/github/reference.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { commandFor } from '#pipeline/table/superfluous.ts';

/** Actions that wrap a program of the runner. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { job, uses } of actionSteps(subject)) {
    const command = commandFor(slugOf(uses));
    if (command === undefined) continue;
    yield {
      message: `"${uses.source}" does what "${command}" does`,
      range: uses.text.range,
      ...subjectOf(job),
    };
  }
}
