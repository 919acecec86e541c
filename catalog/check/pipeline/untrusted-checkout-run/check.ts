import type { Violation } from '#contract/check.ts';
import { executionsOf } from '#pipeline/check/execution.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { untrustedCheckouts } from '#pipeline/check/untrusted-checkout.ts';
import type { PipelineSubject, Step } from '#pipeline/model.ts';

/** Steps behind a checkout of foreign code that execute files of it. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const seen = new Set<Step>();
  for (const { job, step: checkout, what } of untrustedCheckouts(subject)) {
    for (const step of job.steps) {
      if (step.index <= checkout.index || seen.has(step)) continue;
      const found = executionsOf(subject, { job, step });
      if (found.length > 0) seen.add(step);
      for (const execution of found)
        yield {
          message: `"${execution.what}" executes files of the pull request that is checked out by "${what}"`,
          range: execution.range,
          ...subjectOf(job),
        };
    }
  }
}
