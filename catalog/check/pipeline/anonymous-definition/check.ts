import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { startOf } from '#pipeline/range.ts';

/** Workflows, actions and jobs without a name. */
export function* evaluate({ github, pipeline }: PipelineSubject): Iterable<Violation> {
  if (github === undefined || pipeline === undefined) return;
  if (pipeline.name === undefined)
    yield { message: `the ${github.kind} has no name`, range: startOf(pipeline.range) };
  if (github.kind === 'action') return;
  for (const { id, name, call } of pipeline.jobs)
    if (name === undefined && call === undefined)
      yield { message: `job "${id.value}" has no name`, range: id.range, subject: id.value };
}
