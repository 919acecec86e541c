import type { Violation } from '#contract/check.ts';
import { jobOf, remoteActions } from '#pipeline/check/parts.ts';
import { slugOf } from '#pipeline/github/reference.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { looksLike } from '#pipeline/table/popular.ts';

/** Names that are one slip of the hand away from a popular action. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const reference of remoteActions(subject)) {
    const { text, job } = reference;
    const slug = slugOf(reference);
    const meant = looksLike(slug);
    if (meant === undefined) continue;
    yield {
      message: `"${slug}" is almost "${meant}"`,
      range: text.range,
      ...jobOf(job),
    };
  }
}
