import type { Violation } from '#contract/check.ts';
import { openExpansions } from '#pipeline/check/open-expansion.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Contexts in program text that are not known to be harmless. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { text, range, job } of openExpansions(subject))
    yield {
      message: `"${text.slice(0, 200)}" becomes a part of the program; nothing says what it holds`,
      range,
      ...subjectOf(job),
    };
}
