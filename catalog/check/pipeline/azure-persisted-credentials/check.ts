import type { Violation } from '#contract/check.ts';
import { stepsOf, subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { entryOf, isTrue, rangeOfEntry } from '#pipeline/yaml-access.ts';
import { replaceBytes } from '#pipeline/yaml-edit.ts';

/** `checkout` with `persistCredentials: true`. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  if (subject.system !== 'azure') return;
  for (const { job, step } of stepsOf(subject)) {
    const entry = entryOf(step.node, 'persistCredentials');
    if (entry === undefined || !isTrue(entry.value)) continue;
    const edits = [replaceBytes(entry.value.range, 'false')];
    const fixes = [{ title: 'do not keep the token', safety: 'review' as const, edits }];
    yield { range: rangeOfEntry(entry), ...subjectOf(job), fixes };
  }
}
