import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { permissionsBlock } from '#pipeline/check/permissions-fix.ts';
import type { Job, Pipeline, PipelineSubject } from '#pipeline/model.ts';
import { startOf } from '#pipeline/range.ts';

/** Jobs whose rights are stated neither by themselves nor by their workflow, and the workflow where there are several jobs. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const { github, pipeline } = subject;
  if (github?.kind !== 'workflow' || pipeline?.permissions !== undefined) return;
  const silent = pipeline?.jobs.filter(({ permissions }) => permissions === undefined) ?? [];
  if (pipeline === undefined || silent.length === 0) return;
  const fixes = permissionsBlock(subject);
  for (const violation of [...ofWorkflow(pipeline), ...ofJobs(silent, pipeline)])
    yield { ...violation, fixes };
}

function ofWorkflow({ jobs, form, range }: Pipeline): readonly Violation[] {
  if (jobs.length < 2 || form !== 'pipeline') return [];
  const message = 'the workflow states no rights, and not all of its jobs do';
  return [{ message, range: startOf(range) }];
}

/** Jobs of a workflow that others call have the rights of the caller. */
function ofJobs(jobs: readonly Job[], { form }: Pipeline): readonly Violation[] {
  return jobs
    .filter(({ call }) => form === 'pipeline' || call !== undefined)
    .map((job) => ({
      message: `job "${job.id.value}" has the default rights of the repository`,
      range: job.id.range,
      ...subjectOf(job),
    }));
}
