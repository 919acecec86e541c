import type { Violation } from '#contract/check.ts';
import { jobOf } from '#pipeline/check/parts.ts';
import { imagesOf } from '#pipeline/check/unpinned-image.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Images with a tag and no digest. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { reference, name, pinned } of imagesOf(subject)) {
    const { text, job } = reference;
    if (pinned !== 'tag' && pinned !== 'branch') continue;
    yield {
      message: `image "${name}" has no digest`,
      range: text.range,
      ...jobOf(job),
    };
  }
}
