import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { permissionsBlock } from '#pipeline/check/permissions-fix.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Jobs whose rights are stated neither by themselves nor by their workflow. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const { github, pipeline } = subject;
  if (github?.kind !== 'workflow' || pipeline === undefined) return;
  if (pipeline.permissions !== undefined) return;
  const fixes = permissionsBlock(subject);
  for (const job of pipeline.jobs) {
    if (job.permissions !== undefined) continue;
    if (pipeline.form === 'template' && job.call === undefined) continue;
    yield {
      message: `job "${job.id.value}" has the default rights of the repository`,
      range: job.id.range,
      ...subjectOf(job),
      fixes,
    };
  }
}
