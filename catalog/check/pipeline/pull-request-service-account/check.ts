import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { pullRequestRuns } from '#pipeline/tekton/pull-request.ts';
import { entryOf, stringAt } from '#pipeline/yaml-access.ts';

/** Named accounts of runs that pull requests start. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { spec } of pullRequestRuns(subject)) {
    const account =
      stringAt(spec, 'serviceAccountName') ??
      stringAt(entryOf(spec, 'taskRunTemplate')?.value, 'serviceAccountName');
    if (account === undefined || account.value === 'default') continue;
    const message = `pull requests run as "${account.value}"`;
    yield { message, range: account.range };
  }
}
