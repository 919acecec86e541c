import type { Violation } from '#contract/check.ts';
import { isShared, wideRights, writtenRights } from '#pipeline/check/permissions.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Rights to write of a workflow whose jobs do not share them, or which another workflow calls. */
export function* evaluate({ github, pipeline }: PipelineSubject): Iterable<Violation> {
  if (github?.kind !== 'workflow' || pipeline?.permissions === undefined) return;
  if (isShared(pipeline)) return;
  const { permissions } = pipeline;
  if (permissions.all === 'write') {
    const wide = wideRights(permissions, 'the workflow');
    if (wide !== undefined) yield wide;
  }
  for (const violation of writtenRights(permissions)) yield { ...violation, severity: 'low' };
}
