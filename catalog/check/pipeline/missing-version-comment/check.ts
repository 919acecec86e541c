import type { Violation } from '#contract/check.ts';
import { jobOf, remoteActions } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Commit ids without a version behind them. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { pinned, source, text, comment, job } of remoteActions(subject)) {
    if (pinned !== 'digest' || /(?:^|[\s=@/])v?\d+(?:\.\d+)*/.test(comment?.value ?? '')) continue;
    yield {
      message: `nothing says which version of "${source}" this is`,
      range: text.range,
      ...jobOf(job),
    };
  }
}
