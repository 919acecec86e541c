import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { jobsIn } from '#pipeline/system/job.ts';
import { stringAt } from '#pipeline/yaml-access.ts';

/** `podSpecPatch` with parameters in it. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const job of jobsIn(subject, 'argo')) {
    const patch = stringAt(job.node, 'podSpecPatch');
    if (patch !== undefined && /\{\{=?\s*(?:inputs|workflow)\.parameters/.test(patch.value))
      yield { range: patch.range, ...subjectOf(job) };
  }
}
