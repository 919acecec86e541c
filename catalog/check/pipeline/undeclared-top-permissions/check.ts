import type { Violation } from '#contract/check.ts';
import { permissionsBlock } from '#pipeline/check/permissions-fix.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Workflows without rights of their own all of whose jobs have some. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const { github, pipeline } = subject;
  if (github?.kind !== 'workflow' || pipeline === undefined) return;
  const { permissions, jobs, form, triggers } = pipeline;
  if (permissions !== undefined || form === 'template' || jobs.length === 0) return;
  if (jobs.some((job) => job.permissions === undefined)) return;
  const range = triggers[0]?.name.range ?? pipeline.range;
  yield { range, fixes: permissionsBlock(subject, '{}') };
}
