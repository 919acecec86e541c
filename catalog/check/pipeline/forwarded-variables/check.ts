import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { jobsIn, switchedOn, switchOff } from '#pipeline/system/job.ts';
import { entryOf, rangeOfEntry } from '#pipeline/yaml-access.ts';

/** `trigger: forward: pipeline_variables: true`. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const job of jobsIn(subject, 'gitlab')) {
    const forward = entryOf(entryOf(job.node, 'trigger')?.value, 'forward')?.value;
    const entry = switchedOn(forward, 'pipeline_variables');
    if (entry === undefined) continue;
    const fixes = switchOff(entry, 'keep the variables of the run');
    yield { range: rangeOfEntry(entry), ...subjectOf(job), fixes };
  }
}
