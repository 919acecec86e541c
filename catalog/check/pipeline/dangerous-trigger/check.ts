import type { Violation } from '#contract/check.ts';
import { isAction } from '#pipeline/github/reference.ts';
import type { Pipeline, PipelineSubject } from '#pipeline/model.ts';

/** Triggers that give strangers a run with secrets; a lone labeler is what they are made for. */
export function* evaluate({ system, pipeline }: PipelineSubject): Iterable<Violation> {
  if (system !== 'github' || pipeline === undefined) return;
  for (const { name } of pipeline.triggers) {
    const { value, range } = name;
    const dangerous =
      value === 'workflow_run' || (value === 'pull_request_target' && !onlyLabels(pipeline));
    if (dangerous) yield { message: `${value} runs with secrets on what strangers send`, range };
  }
}

function onlyLabels({ jobs }: Pipeline): boolean {
  const steps = jobs.flatMap((job) => job.steps);
  return jobs.length === 1 && steps.length === 1 && isAction(steps[0]?.uses, 'actions/labeler');
}
