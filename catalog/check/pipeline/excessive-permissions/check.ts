import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { isShared, wideRights, writtenRights } from '#pipeline/check/permissions.ts';
import type { Pipeline, PipelineSubject } from '#pipeline/model.ts';

/** Rights for everything, and rights to write that several jobs share. */
export function* evaluate({ github, pipeline }: PipelineSubject): Iterable<Violation> {
  if (github?.kind !== 'workflow' || pipeline === undefined) return;
  if (isShared(pipeline)) yield* sharedRights(pipeline);
  for (const job of pipeline.jobs) {
    const wide = wideRights(job.permissions, `job "${job.id.value}"`);
    const reported = pipeline.form === 'pipeline' || job.call !== undefined;
    if (wide !== undefined && reported) yield { ...wide, ...subjectOf(job) };
  }
}

function sharedRights({ permissions }: Pipeline): readonly Violation[] {
  if (permissions === undefined) return [];
  const wide = wideRights(permissions, 'every job');
  return wide === undefined ? writtenRights(permissions) : [wide];
}
