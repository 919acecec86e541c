import type { Violation } from '#contract/check.ts';
import { environmentWrites } from '#pipeline/check/environment-file.ts';
import { stepsOf, subjectOf } from '#pipeline/check/parts.ts';
import type { Job, PipelineSubject } from '#pipeline/model.ts';

/** Writes to the environment of later steps, in runs that strangers can start and in actions, which such runs may use. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const { github } = subject;
  if (github === undefined) return;
  for (const { job, step } of stepsOf(subject)) {
    if (github.kind === 'workflow' && !isRisky(job)) continue;
    for (const script of step.uses === undefined ? step.scripts : [])
      for (const { file, range } of environmentWrites(subject, script))
        yield {
          message: `what is written to ${file} here decides what later steps execute`,
          range,
          ...subjectOf(job),
          ...(github.kind === 'action' && { severity: 'medium' as const }),
        };
  }
}

function isRisky({ triggers }: Job): boolean {
  return triggers.some(
    ({ kind, actor }) => actor === 'outsider' && kind !== 'pr' && kind !== 'call',
  );
}
