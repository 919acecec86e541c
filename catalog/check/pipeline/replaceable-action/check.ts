import type { Violation } from '#contract/check.ts';
import { actionSteps, subjectOf } from '#pipeline/check/parts.ts';
import { slugOf } from '#pipeline/github/reference.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { commandsFor } from '#pipeline/table/superfluous.ts';

/** Actions that do several things which programs of the runner can do too. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { job, uses } of actionSteps(subject)) {
    const commands = commandsFor(slugOf(uses));
    if (commands === undefined) continue;
    yield {
      message: `"${uses.source}" does what "${commands}" can do`,
      range: uses.text.range,
      ...subjectOf(job),
    };
  }
}
