import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { jobsIn } from '#pipeline/system/job.ts';
import { entryOf, stringAt } from '#pipeline/yaml-access.ts';

/** `expire_in: never` of artifacts with a dotenv report. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const job of jobsIn(subject, 'gitlab')) {
    const artifacts = entryOf(job.node, 'artifacts')?.value;
    const report = entryOf(entryOf(artifacts, 'reports')?.value, 'dotenv');
    const expiry = stringAt(artifacts, 'expire_in');
    if (report !== undefined && expiry?.value === 'never')
      yield { range: expiry.range, ...subjectOf(job) };
  }
}
