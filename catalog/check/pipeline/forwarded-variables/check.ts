import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { entryOf, isTrue, rangeOfEntry } from '#pipeline/yaml-access.ts';

/** `trigger: forward: pipeline_variables: true`. */
export function* evaluate({ system, pipeline }: PipelineSubject): Iterable<Violation> {
  if (system !== 'gitlab') return;
  for (const job of pipeline?.jobs ?? []) {
    const forward = entryOf(entryOf(job.node, 'trigger')?.value, 'forward')?.value;
    const entry = entryOf(forward, 'pipeline_variables');
    if (entry !== undefined && isTrue(entry.value))
      yield { range: rangeOfEntry(entry), ...subjectOf(job) };
  }
}
