import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { unsignedPushes } from '#pipeline/check/provenance.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Images that are pushed by jobs which neither sign nor attest. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { what, range, job } of unsignedPushes(subject))
    yield {
      message: `what "${what}" pushes is neither signed nor attested`,
      range,
      ...subjectOf(job),
    };
}
