import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { unlockedInstalls } from '#pipeline/check/unlocked.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Installations of all that a project needs, in ways that do not hold to its lock file. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { what, range, job } of unlockedInstalls(subject))
    yield { message: `"${what}" does not hold to a lock file`, range, ...subjectOf(job) };
}
