import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { ignoredScans } from '#pipeline/check/scanner.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Security scans whose outcome nobody waits for. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { what, why, range, job } of ignoredScans(subject))
    yield { message: `"${what}" cannot fail the build: ${why}`, range, ...subjectOf(job) };
}
