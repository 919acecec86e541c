import type { Violation } from '#contract/check.ts';
import { stepsOf, subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** `add_ssh_keys` without fingerprints. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  if (subject.system !== 'circleci') return;
  for (const { job, step } of stepsOf(subject)) {
    const isAll = !step.inputs.some(({ name }) => name.value === 'fingerprints');
    if (step.id?.value === 'add_ssh_keys' && isAll)
      yield { range: step.id.range, ...subjectOf(job) };
  }
}
