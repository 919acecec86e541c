import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { permissionsBlock } from '#pipeline/check/permissions-fix.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

const events = new Set(['pull_request_target', 'issue_comment']);

/** Jobs without stated rights that anybody can start. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const { system, pipeline } = subject;
  if (system !== 'github' || pipeline === undefined || pipeline.permissions !== undefined) return;
  const trigger = pipeline.triggers.find(({ name }) => events.has(name.value));
  if (trigger === undefined) return;
  const fixes = permissionsBlock(subject);
  for (const job of pipeline.jobs)
    if (job.permissions === undefined)
      yield {
        message: `anybody can start job "${job.id.value}" through ${trigger.name.value}, and it states no rights`,
        range: job.id.range,
        ...subjectOf(job),
        fixes,
      };
}
