import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { jobsIn } from '#pipeline/system/job.ts';

/** Environments that are made for each change, and thrown away with it. */
const temporary = /review|preview|\$|\bpr\b|\bmr\b|dynamic|ephemeral|test|\{\{/i;

/** Jobs of an environment that pull requests start. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const job of jobsIn(subject, 'gitlab', 'azure')) {
    const { environment, condition, triggers } = job;
    const isAsked = subject.system === 'azure' && condition !== undefined;
    if (environment === undefined || isAsked || temporary.test(environment.value)) continue;
    if (!triggers.some(({ kind }) => kind === 'pr')) continue;
    const message = `a pull request deploys to "${environment.value}"`;
    yield { message, range: environment.range, ...subjectOf(job) };
  }
}
