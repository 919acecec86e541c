import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { storedTokens } from '#pipeline/check/trusted-publishing.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Packages that are published with a stored token where the registry could trust the workflow. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { what, range, job } of storedTokens(subject))
    yield { message: `"${what}" publishes with a stored token`, range, ...subjectOf(job) };
}
