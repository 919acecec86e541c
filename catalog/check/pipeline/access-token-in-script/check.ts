import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** `$(System.AccessToken)` in program text. */
export function* evaluate({ system, pipeline }: PipelineSubject): Iterable<Violation> {
  if (system !== 'azure') return;
  for (const { name, where, range, job } of pipeline?.secrets ?? [])
    if (where === 'script' && /^system\.accesstoken$/i.test(name))
      yield { range, ...(job !== undefined && subjectOf(job)) };
}
