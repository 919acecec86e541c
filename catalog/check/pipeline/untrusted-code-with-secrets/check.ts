import type { Violation } from '#contract/check.ts';
import { executionsOf } from '#pipeline/check/execution.ts';
import { stepsOf, subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { secretsReach } from '#pipeline/system/privilege.ts';

/** Steps of runs of pull requests that execute files of the checkout, where secrets are in reach. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  if (subject.system !== 'azure' && subject.system !== 'tekton') return;
  for (const { job, step } of stepsOf(subject)) {
    if (!job.triggers.some(({ kind }) => kind === 'pr')) continue;
    const secret = secretsReach(subject, job);
    if (secret === undefined) continue;
    for (const { what, range } of executionsOf(subject, { job, step: withoutImage(step) }))
      yield {
        message: `"${what}" executes files of the pull request with ${secret} in reach`,
        range,
        ...subjectOf(job),
      };
  }
}

/** The image of a step is no action. */
function withoutImage<T extends { readonly uses?: unknown }>(step: T): Omit<T, 'uses'> {
  const { uses: _uses, ...rest } = step;
  return rest;
}
