import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { jobsIn, switchedOn, switchOff } from '#pipeline/system/job.ts';
import { rangeOfEntry } from '#pipeline/yaml-access.ts';

const names =
  /^(?:.*[-_])?(?:sast|dast|secret_detection|dependency_scanning|container_scanning|api_fuzzing|coverage_fuzzing)(?:[-_].*)?$/i;

/** Jobs that GitLab's security templates bring, with `allow_failure: true` written here. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const job of jobsIn(subject, 'gitlab')) {
    const entry = switchedOn(job.node, 'allow_failure');
    if (entry === undefined || !names.test(job.id.value)) continue;
    const message = `security job "${job.id.value}" may fail`;
    const fixes = switchOff(entry, 'let the job fail the pipeline');
    yield { message, range: rangeOfEntry(entry), ...subjectOf(job), fixes };
  }
}
