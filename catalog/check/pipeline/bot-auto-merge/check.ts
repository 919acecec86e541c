import type { Violation } from '#contract/check.ts';
import { merges } from '#pipeline/check/auto-merge.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Merges and approvals that depend on the last actor being a bot. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const job of subject.pipeline?.jobs ?? []) {
    const risky = job.triggers.some(({ kind }) => kind === 'pr-target' || kind === 'upstream');
    for (const { what, range } of merges(subject, job))
      yield {
        message: `"${what}" trusts the last actor of the event`,
        range,
        ...(!risky && { severity: 'medium' as const }),
        ...subjectOf(job),
      };
  }
}
