import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { untrustedArtifacts } from '#pipeline/check/untrusted-artifact.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Artifacts of other runs that end up where a privileged run executes files. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { what, executed, range, job } of untrustedArtifacts(subject))
    yield {
      message: `"${what}" brings files of a run that anybody can start, and "${executed}" runs behind it`,
      range,
      ...subjectOf(job),
    };
}
