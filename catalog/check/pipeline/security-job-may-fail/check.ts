import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { entryOf, isTrue, rangeOfEntry } from '#pipeline/yaml-access.ts';

const names =
  /^(?:.*[-_])?(?:sast|dast|secret_detection|dependency_scanning|container_scanning|api_fuzzing|coverage_fuzzing)(?:[-_].*)?$/i;

/** Jobs that GitLab's security templates bring, with `allow_failure: true` written here. */
export function* evaluate({ system, pipeline }: PipelineSubject): Iterable<Violation> {
  if (system !== 'gitlab') return;
  for (const job of pipeline?.jobs ?? []) {
    const entry = entryOf(job.node, 'allow_failure');
    if (entry === undefined || !isTrue(entry.value) || !names.test(job.id.value)) continue;
    const message = `security job "${job.id.value}" may fail`;
    yield { message, range: rangeOfEntry(entry), ...subjectOf(job) };
  }
}
