import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { pullRequestRuns } from '#pipeline/tekton/pull-request.ts';
import { entryOf, stringAt } from '#pipeline/yaml-access.ts';
import { itemsOf } from '#yaml/read.ts';

/** Workspaces of such runs that are claims by name. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { spec } of pullRequestRuns(subject))
    for (const item of itemsOf(entryOf(spec, 'workspaces')?.value)) {
      const claim = stringAt(entryOf(item, 'persistentVolumeClaim')?.value, 'claimName');
      if (claim === undefined) continue;
      yield { message: `pull requests write to volume "${claim.value}"`, range: claim.range };
    }
}
