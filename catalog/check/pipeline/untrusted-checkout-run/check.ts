import type { Violation } from '#contract/check.ts';
import { executionsOf } from '#pipeline/check/execution.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { untrustedCheckouts } from '#pipeline/check/untrusted-checkout.ts';
import type { Job, PipelineSubject } from '#pipeline/model.ts';

/** Steps behind a checkout of foreign code that execute files of it. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const seen = new Set<Job>();
  for (const { job, step: checkout, what } of untrustedCheckouts(subject)) {
    if (seen.has(job)) continue;
    seen.add(job);
    for (const step of job.steps.slice(checkout.index + 1))
      for (const execution of executionsOf(subject, { job, step }))
        yield {
          message: `"${execution.what}" executes files of the pull request that is checked out by "${what}"`,
          range: execution.range,
          ...subjectOf(job),
        };
  }
}
