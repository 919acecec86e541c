import type { Violation } from '#contract/check.ts';
import { environmentWrites } from '#pipeline/check/environment-file.ts';
import { stepsOf, subjectOf } from '#pipeline/check/parts.ts';
import type { Job, PipelineSubject } from '#pipeline/model.ts';
import { spanOf } from '#pipeline/range.ts';
import { entryOf } from '#pipeline/yaml-access.ts';

/** Writes to the environment of later steps, in runs that strangers can start and in actions, which such runs may use. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const { github } = subject;
  if (github === undefined) return;
  for (const { job, step } of stepsOf(subject)) {
    if (github.kind === 'workflow' && !isRisky(job)) continue;
    const run = entryOf(step.node, 'run');
    if (run === undefined || step.uses !== undefined) continue;
    const [write] = step.scripts.flatMap((script) => environmentWrites(subject, script));
    if (write === undefined) continue;
    yield {
      message: `what is written to ${write.file} here decides what later steps execute`,
      range: spanOf(run.key.range, write.range),
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
