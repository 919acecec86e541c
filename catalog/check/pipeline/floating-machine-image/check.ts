import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { jobsIn, switchedOn } from '#pipeline/system/job.ts';
import { entryOf, rangeOfEntry, stringAt } from '#pipeline/yaml-access.ts';

const floating = /(?:^default$|:(?:default|current|edge|latest|previous)$)/;

/** `machine: true` and images without a date. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const job of jobsIn(subject, 'circleci')) {
    const image = stringAt(entryOf(job.node, 'machine')?.value, 'image');
    const bare = switchedOn(job.node, 'machine');
    const range = bare === undefined ? image?.range : rangeOfEntry(bare);
    const isFloating = bare !== undefined || floating.test(image?.value ?? '');
    if (range !== undefined && isFloating) yield { range, ...subjectOf(job) };
  }
}
